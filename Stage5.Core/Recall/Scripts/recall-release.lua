-- ARGV: 3 owner. The room stays as due as it is.
if redis.call('HGET', room, 'owner') ~= ARGV[3] then return 0 end
return redis.call('HDEL', room, 'owner', 'until')
