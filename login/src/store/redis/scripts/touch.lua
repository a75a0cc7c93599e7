local text, seen, expires, kept_for = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])

local kept = head(text)
if not kept or not kept.live then return 0 end

if not less(kept.seen, seen) then seen = kept.seen end
local is_longer = less(kept.expires, expires)
if not is_longer then
  expires = kept.expires
  kept_for = redis.call('PTTL', entry_key(text))
end
if kept.index then list(kept.index, text, expires, kept_for) end
redis.call('SETRANGE', entry_key(text), 10, seen .. expires)
if is_longer then redis.call('PEXPIRE', entry_key(text), kept_for) end
return 1
