-- ARGV: 3 empty. The next one who asks leads.
redis.call('HDEL', name, 'answer', 'until')
return 1
