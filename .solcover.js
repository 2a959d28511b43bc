// `npm run coverage`: what is measured, and by which bytecode. scripts/checkCoverage.ts judges the result.
const Module = require('node:module')
const { join } = require('node:path')

const TYPES = join(__dirname, 'typechain-types')

/** Tests deploy what typechain-types holds; here they must find the types with instrumented bytecode in its place. */
function useInstrumentedTypes({ paths }) {
  const instrumented = join(paths.artifacts, '../typechain-types')
  const resolve = Module._resolveFilename
  Module._resolveFilename = function (request, ...rest) {
    const path = resolve.call(this, request, ...rest)
    return path.startsWith(TYPES) ? instrumented + path.slice(TYPES.length) : path
  }
}

/**
 * Marks are named by the absolute path of their source, and which of them the compiler folds away depends on their names: by
 * relative paths the same ones are left on every machine.
 */
function nameMarksByRelativePath() {
  const marks = require('solidity-coverage/lib/injector').prototype
  for (const name of Object.getOwnPropertyNames(marks).filter((one) =>
    /^_get(Hash|\w+(Identifier|Definition))$/.test(one),
  )) {
    const named = marks[name]
    marks[name] = function (id, ...rest) {
      return named.call(this, id.replace(__dirname, ''), ...rest)
    }
  }
}

/** Long loops over bytes and calls, which run no line that a shorter test does not, and what measures gas or size. */
const TELLS_NOTHING_MORE = [
  'one byte has changed',
  'one bit has changed',
  'any nodes of the tree',
  'first byte',
  'up to forty more',
  'stays below 24,000 bytes',
  'the hash that the account hands over',
  'cut anywhere',
  'a byte changed, missing or left over',
  'any number of calls',
  'no bit of them can be changed',
  'takes the most of everything',
  'all of up to three steps',
  'those of the ABI that fit one word',
  'what an encoder writes, around every bit',
  'every valid r and s over a digest',
  'reads on behind rules of every form',
  'executed calls and not userOps',
  'costs the same after fifty',
  '(of|for) (16|17|33) permissions',
]

/** Traced again by the node, which then leaves out the precompile of P-256. */
const TRACED_WITHOUT_P256 = ['renounce by a P-256 key ends its live session']

// Properties need few cases to run every line, and the same ones each time: no line is run by chance alone.
process.env.LATCHKEY_RUNS ??= '10'
process.env.FC_SEED = '1666242408'

nameMarksByRelativePath()

module.exports = {
  skipFiles: ['mocks', 'examples'],
  istanbulFolder: './coverage',
  istanbulReporter: ['json', 'html'],
  mocha: { grep: [...TELLS_NOTHING_MORE, ...TRACED_WITHOUT_P256].join('|'), invert: true },
  onCompileComplete: useInstrumentedTypes,
}
