-- Stands before every conversation script. KEYS[1] is the tenant's root, the lock of its scripts.
local root = KEYS[1]

local function room_key(id) return root .. ':room:' .. id end
-- Hash: user to 'role language'.
local function people_key(id) return root .. ':room-people:' .. id end
-- Sorted set: 'sequence created to key' by sequence; to and key are '-' where there is none.
local function lines_key(id) return root .. ':room-lines:' .. id end
-- Hash: sequence to the message.
local function texts_key(id) return root .. ':room-texts:' .. id end
-- Hash: key to the sequence of the message that it made.
local function once_key(id) return root .. ':room-once:' .. id end

local function role(id, user)
  local member = redis.call('HGET', people_key(id), user)
  return member and string.match(member, '^%a+')
end

local function record(id)
  return {redis.call('HGETALL', room_key(id)), redis.call('HGETALL', people_key(id))}
end

-- First in each member's list.
local function touch(id)
  redis.call('HSET', room_key(id), 'updated', int(now))
  for _, user in ipairs(redis.call('HKEYS', people_key(id))) do
    redis.call('ZADD', root .. ':rooms:' .. user, int(now), id)
  end
end

local function publish(id, version, line, text)
  redis.call('PUBLISH', root .. ':room:' .. id, version .. ' ' .. line .. ' ' .. text)
end

-- Drops the oldest messages: those beyond the number kept, and those that have outlived their retention.
local function trim(id, most, retention)
  local over = redis.call('ZCARD', lines_key(id)) - tonumber(most)
  local oldest = now - tonumber(retention)
  repeat
    local lines = redis.call('ZRANGE', lines_key(id), 0, 99)
    local sequences, keys = {}, {}
    for _, line in ipairs(lines) do
      local sequence, created, _, key = string.match(line, '^(%d+) (%d+) (%S+) (%S+)$')
      if over <= 0 and tonumber(created) > oldest then
        break
      end
      over = over - 1
      sequences[#sequences + 1] = sequence
      if key ~= '-' then
        keys[#keys + 1] = key
      end
    end
    if #sequences > 0 then
      redis.call('ZREMRANGEBYRANK', lines_key(id), 0, #sequences - 1)
      redis.call('HDEL', texts_key(id), unpack(sequences))
    end
    if #keys > 0 then
      redis.call('HDEL', once_key(id), unpack(keys))
    end
  until #sequences < 100
end

