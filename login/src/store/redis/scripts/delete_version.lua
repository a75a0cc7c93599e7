local text, version = ARGV[3], ARGV[4]
local kept = head(text)
if not kept or not kept.live then return GONE end
if kept.version ~= version then return CONFLICT end
drop(text, kept)
return DONE
