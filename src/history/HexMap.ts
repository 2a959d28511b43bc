// A map by hex text that shares what two versions have in common: a version costs what it changes, and older ones stay as they
// are. That is what makes an undone block cheap, and a pure fold as fast as one that writes over its own state.

/** A value under its key, or sixteen branches by the next digit of the keys. All keys of one map are equally long. */
export type HexMap<Value> = Leaf<Value> | Branch<Value>

interface Leaf<Value> {
  readonly key: string
  readonly value: Value
}

interface Branch<Value> {
  /** Who may write into it: whoever made it, as long as nobody else has seen it. */
  readonly writer: Writer
  readonly below: (HexMap<Value> | undefined)[]
}

/** Whoever changes a map several times before anyone else sees it. */
export type Writer = symbol

/** Where the first digit stands, after 0x. */
const START = 2

const digitAt = (key: string, at: number): number => {
  const code = key.charCodeAt(at)
  return code <= 57 ? code - 48 : code - 87
}

/** @internal The value of a key, lower-case hex after 0x. */
export function hexMapGet<Value>(map: HexMap<Value> | undefined, key: string): Value | undefined {
  let node = map
  for (let at = START; node !== undefined; at++) {
    if ('key' in node) return node.key === key ? node.value : undefined
    node = node.below[digitAt(key, at)]
  }
  return undefined
}

/** @internal The map with this value of this key. What the same writer made before may be changed in place, nothing else is. */
export function hexMapSet<Value>(
  map: HexMap<Value> | undefined,
  key: string,
  value: Value,
  writer: Writer,
): HexMap<Value> {
  return setBelow(map, { key, value }, writer, START)
}

function setBelow<Value>(
  node: HexMap<Value> | undefined,
  leaf: Leaf<Value>,
  writer: Writer,
  at: number,
): HexMap<Value> {
  if (node === undefined) return leaf
  if ('key' in node) {
    if (node.key === leaf.key) return leaf
    const below: (HexMap<Value> | undefined)[] = []
    below[digitAt(node.key, at)] = node
    return setBelow({ writer, below }, leaf, writer, at)
  }
  const own = node.writer === writer ? node : { writer, below: node.below.slice() }
  const digit = digitAt(leaf.key, at)
  own.below[digit] = setBelow(own.below[digit], leaf, writer, at + 1)
  return own
}

/** @internal Its keys and values by ascending key. */
export function* hexMapEntries<Value>(map: HexMap<Value> | undefined): Generator<readonly [string, Value], void> {
  if (map === undefined) return
  if ('key' in map) yield [map.key, map.value]
  else for (const node of map.below) yield* hexMapEntries(node)
}

/** @internal A place in a list, as a key: its lowest digit first, so that short lists make a flat map. */
export const indexKey = (index: number): string =>
  `0x${Array.from(index.toString(16).padStart(8, '0')).reverse().join('')}`
