-- Gives back what an attempt was charged. ARGV: the time in ms, in how long one attempt is gained
-- back for the address and for the account (in ms), whether the account was known there, and for
-- how long it is from now on (in ms; 0 for no change). KEYS: as for charge.lua.
local now = tonumber(ARGV[1])

local function give_back(key, interval)
  local arrival = tonumber(redis.call('GET', key) or 0) - interval
  if arrival > now then
    redis.call('SET', key, string.format('%.0f', arrival), 'PX', string.format('%.0f', arrival - now))
  else
    redis.call('DEL', key)
  end
end

if KEYS[4] then give_back(KEYS[4], tonumber(ARGV[2])) end
give_back(ARGV[4] == '1' and KEYS[2] or KEYS[1], tonumber(ARGV[3]))
if KEYS[3] and ARGV[5] ~= '0' then redis.call('SET', KEYS[3], '1', 'PX', ARGV[5]) end
return 1
