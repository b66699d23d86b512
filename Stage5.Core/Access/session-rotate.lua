-- Swaps a session's tokens if the refresh token presented is the current one. 1 = swapped, 0 = refused.
-- KEYS: session   ARGV: clock offset (not used), presented refresh hash, new refresh hash, new access hash,
-- access until (unix seconds), now (unix seconds)
if redis.call('HGET', KEYS[1], 'refresh') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 'refresh', ARGV[3], 'access', ARGV[4], 'access_until', ARGV[5], 'renewed', ARGV[6])
return 1
