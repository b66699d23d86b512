-- Returns how many conversations of the tenant something is due for.
return redis.call('ZCOUNT', outbox, '-inf', int(now))
