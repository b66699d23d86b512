-- Stands before every glossary script. KEYS[1] is the tenant's root. A book is one glossary (the tenant's, a user's,
-- a channel's). Its entries lie in one generation: e (id to value), k (natural key to id), o (ids in order), c (what
-- changed since the generation began). An import fills another generation and the book's head then points to that.
-- A value is its version, time, who wrote it, natural key and JSON, a line each.
local root = KEYS[1]
local heads = root .. ':gloss'

local function part(book, generation, what)
  return root .. ':gloss:' .. book .. ':' .. generation .. ':' .. what
end

local function head(book)
  local raw = redis.call('HMGET', heads, book .. '|v', book .. '|g', book .. '|n', book .. '|f')
  return {version = raw[1] or '0', generation = raw[2] or '0', count = raw[3] or '0', floor = raw[4] or '0'}
end

local function value(version, user, key, json)
  return version .. '\n' .. int(now) .. '\n' .. user .. '\n' .. key .. '\n' .. json
end

local function key_of(stored)
  return string.match(stored, '^%d+\n%d+\n[^\n]*\n([^\n]*)\n')
end

local function json_of(stored)
  return string.match(stored, '^%d+\n%d+\n[^\n]*\n[^\n]*\n(.*)$')
end
