-- Forgets sealed records up to a number that has outlived its retention; the chain goes on from its hash.
-- ARGV: 2 number, 3 its hash, 4 entry that tells of it
if tonumber(ARGV[2]) > tonumber(redis.call('HGET', audit_root, 'trimmed') or '0')
    and tonumber(ARGV[2]) <= tonumber(redis.call('HGET', audit_root, 'sealed') or '0') then
  redis.call('ZREMRANGEBYSCORE', audit_root .. ':sealed', '-inf', ARGV[2])
  redis.call('HSET', audit_root, 'trimmed', ARGV[2], 'trimmed_hash', ARGV[3])
  audit(ARGV[4])
  return 1
end
return 0
