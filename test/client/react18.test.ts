// The tests of latchkey/react, which run on the latest React, once more on React 18: in a program of its own, as a page has one React.
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect } from 'chai'

const HARDHAT = require.resolve('hardhat/internal/cli/bootstrap')
const FOLDER = join(__dirname, 'react')
const FILES = [
  ...readdirSync(FOLDER)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(FOLDER, name)),
  join(__dirname, 'reactPage.test.ts'),
]

describe('latchkey/react on React 18', () => {
  it('does all that its tests say', async () => {
    const words = ['--require', join(FOLDER, 'react18.cjs'), HARDHAT, 'test', '--no-compile', ...FILES]
    const { stdout } = await promisify(execFile)(process.execPath, words).catch((thrown: unknown) => {
      throw new Error((thrown as { stdout?: string }).stdout, { cause: thrown })
    })
    expect(stdout).to.match(/^ +[1-9]\d* passing/m)
    expect(stdout).to.match(/^Loaded: react-18, react-dom-18$/m)
  })
})
