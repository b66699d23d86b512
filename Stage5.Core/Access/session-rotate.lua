-- Swaps a session's tokens if the refresh token presented is the current one. 1 = swapped, 0 = refused.
-- KEYS: session   ARGV: presented refresh hash, new refresh hash, new access hash, access until (unix seconds)
if redis.call('HGET', KEYS[1], 'refresh') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'refresh', ARGV[2], 'access', ARGV[3], 'access_until', ARGV[4])
return 1
