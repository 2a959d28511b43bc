// Packages that are fetched when they are needed: what is read is what was pinned. npm is a script here that has one tarball to give.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { expect } from 'chai'

import { fetchPackage, type FetchedPackage, type PinnedPackage } from '../../e2e/packages/fetchPackage'

interface Shop {
  /** As the tarball is. */
  readonly pinned: PinnedPackage
  readonly cache: string
  /** Where the tarball is kept. */
  readonly kept: string
  readonly fetch: (changes?: Partial<PinnedPackage>) => FetchedPackage
  /** How often npm was asked. */
  readonly asked: () => number
}

const TEXT = 'contract A {}\n'

/** @param command What npm does; by default it puts the tarball where it is told to. */
function withShop(work: (shop: Shop) => void, command?: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-fetch-'))
  const [tarball, cache, calls, bin] = ['made.tgz', 'cache', 'calls', 'bin'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
  const path = process.env['PATH'] ?? ''
  try {
    mkdirSync(join(folder, 'package/src'), { recursive: true })
    writeFileSync(join(folder, 'package/src/A.sol'), TEXT)
    spawnSync('tar', ['-czf', tarball, '-C', folder, 'package'])
    const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`
    const pinned = { name: '@some/pinned', version: '1.2.3', integrity }
    const kept = join(cache, 'some-pinned-1.2.3.tgz')
    mkdirSync(bin)
    writeFileSync(join(bin, 'npm'), `#!/bin/sh\necho "$@" >> ${calls}\n${command ?? `cp ${tarball} ${kept}`}\n`)
    chmodSync(join(bin, 'npm'), 0o755)
    process.env['PATH'] = [bin, path].join(delimiter)
    const asked = (): number => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0)
    const fetch: Shop['fetch'] = (changes) => fetchPackage({ ...pinned, ...changes }, cache)
    work({ pinned, cache, kept, fetch, asked })
  } finally {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('fetchPackage', () => {
  it('asks npm once, and then has it', () => {
    withShop(({ fetch, asked }) => {
      expect(fetch().read('src/A.sol')).to.equal(TEXT)
      expect(fetch().read('src/A.sol')).to.equal(TEXT)
      expect(asked()).to.equal(1)
    })
  })

  it('does not read what was changed since: it asks again', () => {
    withShop(({ fetch, asked, kept }) => {
      fetch()
      appendFileSync(kept, 'x')
      expect(fetch().read('src/A.sol')).to.equal(TEXT)
      expect(asked()).to.equal(2)
    })
  })

  it('neither reads nor keeps what is not pinned', () => {
    withShop(({ fetch, cache, pinned }) => {
      const other = `sha512-${Buffer.alloc(64).toString('base64')}`
      expect(() => fetch({ integrity: other })).to.throw(
        `@some/pinned 1.2.3 is not what is pinned: expected ${other}, found ${pinned.integrity}`,
      )
      expect(readdirSync(cache)).to.deep.equal([])
    })
  })

  it('says why npm does not give it', () => {
    withShop(({ fetch }) => {
      expect(() => fetch()).to.throw(/^npm pack @some\/pinned@1\.2\.3 .* exited with 1: no network\n$/)
    }, 'echo no network >&2; exit 1')
    withShop(({ fetch, kept }) => {
      expect(() => fetch()).to.throw(`npm pack left no ${kept}`)
    }, 'exit 0')
  })

  it('says which file a package does not have', () => {
    withShop(({ fetch }) => {
      expect(() => fetch().read('src/B.sol')).to.throw(/package\/src\/B\.sol exited with [0-9]+: .*B\.sol/s)
    })
  })
})
