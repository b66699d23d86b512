-- ARGV: 2 id, 3 the sequence to read after (empty: the newest events), 4 how many. Returns envelopes in order.
if ARGV[3] == '' then
  return redis.call('ZRANGE', log_key(ARGV[2]), '-' .. ARGV[4], '-1')
end
return redis.call('ZRANGEBYSCORE', log_key(ARGV[2]), '(' .. ARGV[3], '+inf', 'LIMIT', '0', ARGV[4])
