-- create and replace: everything is looked at first and changed afterwards.
local text, value, kept_for, owner = ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
local most, evicts, old_text, version = tonumber(ARGV[7]), ARGV[8] == '1', ARGV[9], ARGV[10]

local old
if old_text ~= '' then
  old = head(old_text)
  if not old or not old.live then return GONE end
  if old.version ~= version then return CONFLICT end
  -- What is no index fails here, before anything was changed.
  if old.index then redis.call('ZCARD', old.index) end
end

local same_key = head(text)
if same_key and same_key.live then return CONFLICT end

local index, gone, surplus = nil, {}, 0
if owner ~= '' then
  index = owner_key(owner)
  gone = redis.call('ZRANGEBYSCORE', index, '-inf', number(now), 'LIMIT', 0, 100)
end
local live = {}
if index and most > 0 then
  local kind = string.sub(value, 2, 2)
  for _, other in ipairs(redis.call('ZRANGE', index, 0, -1)) do
    if other ~= old_text then
      local kept = head(other)
      if not kept then
        gone[#gone + 1] = other
      elseif kept.live and kept.kind == kind then
        kept.text = other
        live[#live + 1] = kept
      end
    end
  end
  surplus = #live + 1 - most
  if surplus > 0 and not evicts then return FULL end
  table.sort(live, function(a, b)
    if a.created ~= b.created then return less(a.created, b.created) end
    return less(a.added, b.added)
  end)
end

if same_key then drop(text, same_key) end
if old then drop(old_text, old) end
if kept_for > 0 then
  local time = redis.call('TIME')
  local added = struct.pack('>I8', tonumber(time[1]) * 1000000 + tonumber(time[2]))
  value = string.sub(value, 1, 34) .. added .. string.sub(value, 43)
  redis.call('SET', entry_key(text), value, 'PX', kept_for)
  if index then list(index, text, string.sub(value, 19, 26), kept_for) end
end
for at = 1, surplus do drop(live[at].text, live[at]) end
for _, other in ipairs(gone) do
  -- Not what has just been made in the place of what had expired.
  if other ~= text then
    redis.call('DEL', entry_key(other))
    redis.call('ZREM', index, other)
  end
end
return DONE
