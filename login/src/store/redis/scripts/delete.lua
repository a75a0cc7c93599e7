local text = ARGV[3]
local kept = head(text)
if not kept then return 0 end
drop(text, kept)
return kept.live and 1 or 0
