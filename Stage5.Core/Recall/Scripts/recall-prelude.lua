-- Stands before every recall script. KEYS[1] is the tenant's root and its lock; ARGV[2] is the room's digest, or
-- empty where the script is about the tenant. All keys of a room begin with its digest, which is of one length.
local root, digest = KEYS[1], ARGV[2]
local room = root .. ':recall:' .. digest
local order, text, written, ages = room .. ':order', room .. ':text', room .. ':written', room .. ':ages'
local rooms, due = root .. ':recall-rooms', root .. ':recall-due'
local pointer, left, retired = root .. ':recall-index', root .. ':recall-left', root .. ':recall-retired'

local function vectors(generation) return room .. ':vectors:' .. generation end
local function placed(generation) return room .. ':placed:' .. generation end

-- A generation is written "key dimension model".
local function key_of(generation) return string.match(generation, '^%S+') end

local function generations()
  local all = redis.call('SMEMBERS', retired)
  for _, one in ipairs(redis.call('HMGET', pointer, 'active', 'building')) do
    if one then all[#all + 1] = one end
  end
  return all
end

local function drop(id)
  redis.call('HINCRBY', room, 'bytes', -redis.call('HSTRLEN', text, id))
  redis.call('HDEL', text, id)
  redis.call('ZREM', order, id)
  redis.call('ZREM', written, id)
  redis.call('ZREM', ages, id)
  for _, generation in ipairs(generations()) do
    redis.call('HDEL', vectors(key_of(generation)), id)
    redis.call('ZREM', placed(key_of(generation)), id)
  end
end

local function add(id, at, score, json)
  local version = redis.call('HINCRBY', room, 'version', 1)
  redis.call('HSET', text, id, json)
  redis.call('ZADD', order, score, id)
  redis.call('ZADD', written, version, id)
  redis.call('ZADD', ages, at, id)
  redis.call('HINCRBY', room, 'bytes', #json)
end

-- The oldest go first, all of one sequence together: then one number says what is gone.
local function trim(keep, bytes, age)
  while true do
    local first = redis.call('ZRANGE', order, 0, 0, 'WITHSCORES')
    if not first[1] then return end
    local over = redis.call('ZCARD', order) > tonumber(keep)
      or tonumber(redis.call('HGET', room, 'bytes')) > tonumber(bytes)
      or tonumber(redis.call('ZSCORE', ages, first[1])) < now - tonumber(age)
    if not over then return end
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', order, first[2], first[2])) do drop(id) end
    redis.call('HSET', room, 'trimmed', int(tonumber(first[2])))
  end
end

-- What nobody adds to goes as a whole.
local function expire(age)
  for _, key in ipairs({room, order, text, written, ages}) do redis.call('PEXPIRE', key, age) end
  for _, generation in ipairs(generations()) do
    redis.call('PEXPIRE', vectors(key_of(generation)), age)
    redis.call('PEXPIRE', placed(key_of(generation)), age)
  end
end

-- Only while the lease is held, and of this life of the room.
local function held(owner, epoch)
  local meta = redis.call('HMGET', room, 'epoch', 'owner', 'until')
  return meta[1] == epoch and meta[2] == owner and tonumber(meta[3] or 0) > now
end

local function forget()
  redis.call('DEL', room, order, text, written, ages)
  for _, generation in ipairs(generations()) do
    redis.call('DEL', vectors(key_of(generation)), placed(key_of(generation)))
  end
  redis.call('SREM', rooms, digest)
  redis.call('SREM', left, digest)
  redis.call('ZREM', due, digest)
end
