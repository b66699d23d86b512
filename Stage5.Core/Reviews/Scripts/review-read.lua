-- ARGV: 2 number to read after, 3 how many entries
-- Returns {now in ms, number of the newest entry, entries in order, {review, end of its lease in ms, …}}.
return {int(now), redis.call('HGET', reviews, 'number') or '0',
  redis.call('ZRANGEBYSCORE', review_ledger, '(' .. ARGV[2], '+inf', 'LIMIT', '0', ARGV[3]),
  redis.call('ZRANGEBYSCORE', review_leases, '(' .. int(now), '+inf', 'WITHSCORES')}
