-- Stands after clock and audit before every script of webhooks, and before those of tasks, which put events here.
-- Sorted set: endpoints that something is to be sent to, by when that is due.
local hook_due = KEYS[1] .. ':webhooks-due'
-- Hash: endpoint to "version record".
local hook_endpoints = KEYS[1] .. ':webhooks'
local hook_types = KEYS[1] .. ':webhooks-types'
local hook_failures = KEYS[1] .. ':webhooks-failures'
-- More than an endpoint can be behind: what comes then is given up at once, so that nobody's memory is filled.
local hook_most_waiting = 10000
-- Of what was delivered; what waits or was given up stays in sight, so that it can be replayed.
local hook_most_delivered = 1000
-- Of all: twice what may wait.
local hook_most_shown = 20000
-- Longer than anything waits: what is kept of a delivery whose endpoint nobody serves ends too.
local hook_life = 30 * 86400000

local function hook_key(id) return KEYS[1] .. ':webhook:' .. id end
-- Sorted set: deliveries of an endpoint by when they are due; while one is sent, by when its lease ends.
local function hook_queue(endpoint) return KEYS[1] .. ':webhook-queue:' .. endpoint end
-- Sorted set: deliveries being sent, by when their lease ends.
local function hook_leases(endpoint) return KEYS[1] .. ':webhook-leases:' .. endpoint end
-- Sorted set: what of the log was delivered, by when.
local function hook_done(endpoint) return KEYS[1] .. ':webhook-done:' .. endpoint end
-- Sorted set: what is shown of an endpoint, by when it was put there.
local function hook_log(endpoint) return KEYS[1] .. ':webhook-log:' .. endpoint end
local function hook_asked(type) return KEYS[1] .. ':webhooks-of:' .. type end

local function hook_subscribers(type)
  return redis.call('SMEMBERS', hook_asked(type))
end

-- Some at once; of an endpoint that does not answer as it should only one, so that it keeps no place from others.
local function hook_places(endpoint, most)
  return redis.call('HGET', hook_failures, endpoint) and 1 or tonumber(most)
end

-- When the endpoint is to be looked at next: of what waits, or, where all its places are taken, of what is sent.
local function hook_refresh(endpoint, most)
  local first = redis.call('ZRANGE', hook_queue(endpoint), 0, 0, 'WITHSCORES')
  if redis.call('ZCARD', hook_leases(endpoint)) >= hook_places(endpoint, most) then
    first = redis.call('ZRANGE', hook_leases(endpoint), 0, 0, 'WITHSCORES')
  end
  if #first == 0 then
    redis.call('ZREM', hook_due, endpoint)
  else
    redis.call('ZADD', hook_due, first[2], endpoint)
  end
end

local function hook_wake()
  redis.call('PUBLISH', 's5:webhooks', audit_tenant)
end

-- On record where no worker says so. details: with its comma, or ''.
local function hook_given_up(id, details)
  audit('{"format":"stage5.audit.v1","tenant":"' .. audit_tenant .. '","actor":{"user":"stage5","credential":"system",'
    .. '"id":""},"action":"webhook.given_up","resource":"webhook-delivery/' .. id .. '","outcome":"failed"' .. details)
end

-- What was delivered long ago makes room in the log.
local function hook_delivered(endpoint, id)
  redis.call('ZADD', hook_done(endpoint), int(now), id)
  local old = redis.call('ZRANGE', hook_done(endpoint), 0, -hook_most_delivered - 1)
  for _, one in ipairs(old) do
    redis.call('ZREM', hook_done(endpoint), one)
    redis.call('ZREM', hook_log(endpoint), one)
  end
end

-- Puts an event there for each of the endpoints, once: the key names it.
local function hook_put(endpoints, type, key, data)
  local body = '{"type":"' .. type .. '","timestamp":"' .. rfc3339(now) .. '","data":' .. data .. '}'
  for _, endpoint in ipairs(endpoints) do
    local id = 'msg_' .. key .. '_' .. endpoint
    if redis.call('EXISTS', hook_key(id)) == 0 then
      local full = redis.call('ZCARD', hook_queue(endpoint)) >= hook_most_waiting
      redis.call('HSET', hook_key(id), 'id', id, 'endpoint', endpoint, 'type', type, 'body', body,
        'state', full and 'dead' or 'pending', 'attempts', '0', 'status', '', 'created', int(now), 'since', int(now),
        'error', full and 'Too much waits for this endpoint.' or '', 'ended', full and int(now) or '', 'lease', '')
      redis.call('PEXPIRE', hook_key(id), int(hook_life))
      if full then
        hook_given_up(id, ',"details":{"webhook":"' .. endpoint .. '","type":"' .. type
          .. '","attempts":0,"reason":"queue_full"}')
      end
      redis.call('ZADD', hook_log(endpoint), int(now), id)
      redis.call('ZREMRANGEBYRANK', hook_log(endpoint), 0, -hook_most_shown - 1)
      if not full then
        redis.call('ZADD', hook_queue(endpoint), int(now), id)
        redis.call('ZADD', hook_due, int(now), endpoint)
      end
    end
  end
  hook_wake()
end

-- What people see of a delivery.
local function hook_view(id)
  local one = redis.call('HMGET', hook_key(id), 'id', 'endpoint', 'type', 'state', 'attempts', 'status', 'error',
    'created', 'ended')
  one[#one + 1] = one[1] and redis.call('ZSCORE', hook_queue(one[2]), id) or ''
  return one
end

