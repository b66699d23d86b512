-- ARGV: 2 user, 3 kind of credential, 4 roles of the token, separated by spaces
local person = person_of(ARGV[2])
if not redis.call('HGET', person, 'first') then
  redis.call('HSET', person, 'first', int(now), 'version', '0')
end
redis.call('HSET', person, 'last', int(now), 'source', ARGV[3])
redis.call('ZADD', people, int(now), ARGV[2])
if ARGV[3] == 'session' then
  -- A session repeats the roles that a token had when it began.
  redis.call('HSETNX', person, 'roles', ARGV[4])
else
  redis.call('HSET', person, 'roles', ARGV[4])
  keep_admin(ARGV[2], redis.call('HGET', person, 'assigned') or ARGV[4])
end
return 1
