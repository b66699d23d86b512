local known = redis.call('EXISTS', room)
forget()
return known
