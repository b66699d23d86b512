-- KEYS[1] the workers. Returns {now, {id, "seen report", …}}.
return {int(now), redis.call('HGETALL', KEYS[1])}
