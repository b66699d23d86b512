-- ARGV: 2 id, 3 user, 4 title, 5 settings, 6 how many a person may make 7 within so many ms, 8 ... further members:
-- user and 'role language' in turn. Returns {'member', record}, {'stranger'}, {'full'} or {'created', record}.
local id, user = ARGV[2], ARGV[3]
if redis.call('EXISTS', room_key(id)) == 1 then
  if role(id, user) then
    return {'member', record(id)}
  end
  return {'stranger'}
end
local made = root .. ':rooms-made:' .. user
redis.call('ZREMRANGEBYSCORE', made, '-inf', int(now - tonumber(ARGV[7])))
if redis.call('ZCARD', made) >= tonumber(ARGV[6]) then
  return {'full'}
end
redis.call('ZADD', made, int(now), id)
redis.call('HSET', room_key(id), 'id', id, 'title', ARGV[4], 'settings', ARGV[5], 'by', user, 'created', int(now),
  'updated', int(now), 'sequence', '0', 'version', '1')
redis.call('HSET', people_key(id), user, 'owner ')
for i = 8, #ARGV, 2 do
  redis.call('HSET', people_key(id), ARGV[i], ARGV[i + 1])
end
touch(id)
return {'created', record(id)}
