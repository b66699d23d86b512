-- Returns how many tasks of the tenant wait in each lane, are delayed, run, are dead.
return {redis.call('LLEN', lane_key('live')), redis.call('LLEN', lane_key('batch')), redis.call('ZCARD', delayed),
  redis.call('ZCARD', leases), redis.call('ZCARD', dead)}
