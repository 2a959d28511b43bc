// The shapes of arguments that the decoders know (contracts/mocks/ArgumentDecoderMock.sol, LazyDecoderMock.sol).
import { bytes, call, fixed, list, selectorOf, string, tuple, word, type TupleType } from './types'

export type Shape = { readonly name: string; readonly args: TupleType; readonly selector: Buffer }

const w = word
const transfer = tuple(w('uint256'), w('address'))
const WORDS = 'uint256 uint128 uint8 int256 int128 int8 address bool bytes32 bytes4 bytes1 uint64'.split(' ')

const ARGUMENTS: Readonly<Record<string, TupleType>> = {
  words: tuple(...WORDS.map(word)),
  inlined: tuple(transfer, fixed(w('uint64'), 3), fixed(tuple(w('int32'), w('bytes8')), 2), w('bool')),
  arrays: tuple(w('uint8'), list(w('uint256')), list(w('address')), list(w('int16'))),
  payments: tuple(list(tuple(w('address'), w('uint128'), w('bytes4'))), w('uint256')),
  pairs: tuple(list(fixed(w('uint32'), 2)), w('int256')),
  grid: tuple(list(list(w('uint256'))), w('bytes32')),
  order: tuple(w('address'), tuple(w('uint96'), bytes, list(w('uint8')))),
  batch: tuple(list(tuple(w('address'), w('uint256'), bytes))),
  texts: tuple(bytes, string, w('bool')),
  blobs: tuple(list(bytes)),
  both: tuple(fixed(bytes, 2), w('uint8')),
  routes: tuple(list(tuple(w('address'), list(tuple(w('uint96'), w('int24')))))),
  forward: tuple(w('address'), call(w('address'), w('uint256'), list(w('int64')))),
  multicall: tuple(list(call(w('address'), w('uint256'), list(w('uint64'))))),
  relay: tuple(call(w('bytes32'), call(w('address'), w('uint128'), w('bool')))),
  forwardAll: tuple(call(list(transfer), tuple(w('bytes4'), bytes))),
}

export const SHAPES: readonly Shape[] = Object.entries(ARGUMENTS).map(([name, args]) => ({
  name,
  args,
  selector: selectorOf(name, args),
}))
