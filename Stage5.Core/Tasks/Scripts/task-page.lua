-- ARGV: 2 id, 3 the sequence to read before (empty: the newest events), 4 how many.
-- Returns {record, sequence of the oldest event kept ('0': none), envelopes, the newest first}.
local oldest = redis.call('ZRANGE', log_key(ARGV[2]), '0', '0', 'WITHSCORES')
return {record(ARGV[2]), oldest[2] or '0',
  redis.call('ZREVRANGEBYSCORE', log_key(ARGV[2]), ARGV[3] == '' and '+inf' or '(' .. ARGV[3], '-inf', 'LIMIT', '0',
    ARGV[4])}
