local index, except, removed = owner_key(ARGV[3]), {}, 0
for at = 4, #ARGV do except[ARGV[at]] = true end

local listed = redis.call('ZRANGE', index, 0, -1, 'WITHSCORES')
for at = 1, #listed, 2 do
  local text, expires = listed[at], tonumber(listed[at + 1])
  if not except[text] then
    local was_there = redis.call('DEL', entry_key(text))
    redis.call('ZREM', index, text)
    if expires > number(now) then removed = removed + was_there end
  end
end
return removed
