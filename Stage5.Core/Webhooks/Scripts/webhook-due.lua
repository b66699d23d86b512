-- Returns for how many endpoints of the tenant something is due.
return redis.call('ZCOUNT', hook_due, '-inf', int(now))
