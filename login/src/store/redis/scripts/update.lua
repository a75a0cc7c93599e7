local text, version, next_version, seen, expires = ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local kept_for, data = tonumber(ARGV[8]), ARGV[9]

local kept = head(text)
if not kept or not kept.live then return GONE end
if kept.version ~= version then return CONFLICT end

if kept_for <= 0 then
  drop(text, kept)
  return DONE
end
local before = redis.call('GET', entry_key(text))
local value = string.sub(before, 1, 2) .. next_version .. seen .. expires
  .. string.sub(before, 27, kept.data_at - 1) .. data
if kept.index then list(kept.index, text, expires, kept_for) end
redis.call('SET', entry_key(text), value, 'PX', kept_for)
return DONE
