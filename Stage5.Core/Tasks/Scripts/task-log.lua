-- ARGV: 2 id, 3 the sequence to read after, 4 how many.
-- Returns {envelopes in order, state ('' where there is no such task), last sequence}.
local task = redis.call('HMGET', task_key(ARGV[2]), 'state', 'sequence')
return {redis.call('ZRANGEBYSCORE', log_key(ARGV[2]), '(' .. ARGV[3], '+inf', 'LIMIT', '0', ARGV[4]), task[1] or '',
  task[2] or '0'}
