// Keys that a server brings: where they are read, what is refused, and that no error shows them.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect } from 'chai'

import type { ErrorCode, LatchkeyError } from '../../src'
import { keyFromEnvironment, keyFromFile } from '../../src/fileStore'
import { expectRejection, KEY, KEY_ADDRESS } from '../client/builders'
import { openLoop } from '../client/sessions/stage'
import { tracesOf } from './traces'

const SECRET = KEY.privateKey.slice(2)

/** A file that holds a text, removed after. */
async function withFile(text: string, work: (path: string) => Promise<void>, mode = 0o600): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-server-'))
  try {
    const path = join(folder, 'key')
    writeFileSync(path, text)
    chmodSync(path, mode)
    await work(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Refused with this code, and nothing of the key is in the error. */
async function expectSilent(
  work: () => unknown,
  code: ErrorCode,
  args: Readonly<Record<string, unknown>>,
): Promise<void> {
  const thrown: unknown = await Promise.resolve()
    .then(work)
    .catch((error: unknown) => error)
  await expectRejection(Promise.reject(thrown as Error), code, args)
  expect(tracesOf(KEY.privateKey, thrown)).to.deep.equal([])
  // Nor a part of it that was torn off.
  expect(JSON.stringify(thrown) + String((thrown as LatchkeyError).stack)).not.to.include(SECRET.slice(0, 16))
}

const RIGHT = [KEY.privateKey, SECRET, SECRET.toUpperCase(), `${KEY.privateKey}\n`, `  ${SECRET}\r\n`]

const WRONG = [
  '\n',
  SECRET.slice(1),
  `${SECRET}0`,
  `${KEY.privateKey} ${KEY.privateKey.slice(0, 20)}`,
  `key=${SECRET}`,
  `"${KEY.privateKey}"`,
]

describe('keyFromFile', () => {
  it('reads a key, with or without 0x and line end', async () => {
    for (const text of RIGHT)
      await withFile(text, async (path) => {
        const { signer, key } = await keyFromFile(path)
        expect([signer, key.privateKey]).to.deep.equal([KEY_ADDRESS, KEY.privateKey])
      })
  })

  it('opens a session with no prompt but the one, and shows nothing of the key (T153)', async () => {
    await withFile(KEY.privateKey, async (path) => {
      const { open, request, chain, methods } = await openLoop()
      const key = await keyFromFile(path)
      const sessions = await open()
      const session = await sessions.ensure(request({ key }))
      expect((await (await session.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      expect(methods()).to.deep.equal(['sendCalls'])
      expect(tracesOf(KEY.privateKey, [{ signer: key.signer }, session, sessions])).to.deep.equal([])
    })
  })

  it('refuses a file that others may read or change', async () => {
    for (const mode of [0o640, 0o604, 0o620, 0o602, 0o644, 0o610])
      await withFile(
        KEY.privateKey,
        async (where) =>
          await expectSilent(() => keyFromFile(where), 'StoredKeyExposed', { where, mode: mode.toString(8) }),
        mode,
      )
    await withFile(
      KEY.privateKey,
      async (where) => void expect((await keyFromFile(where)).signer).to.equal(KEY_ADDRESS),
      0o400,
    )
  })

  it('looks at the file that a link leads to', async () => {
    await withFile(
      KEY.privateKey,
      async (path) => {
        symlinkSync(path, `${path}.link`)
        await expectSilent(() => keyFromFile(`${path}.link`), 'StoredKeyExposed', {
          where: `${path}.link`,
          mode: '644',
        })
      },
      0o644,
    )
  })

  it('refuses what is no key, and shows nothing of it', async () => {
    for (const text of ['', ...WRONG])
      await withFile(text, async (where) => {
        await expectSilent(() => keyFromFile(where), 'KeyNotReadable', {
          where,
          reason: 'it holds no 64 hexadecimal digits',
        })
      })
    for (const number of ['0'.repeat(64), 'f'.repeat(64)])
      await withFile(number, async (where) => {
        await expectSilent(() => keyFromFile(where), 'KeyNotReadable', {
          where,
          reason: 'its number is no secp256k1 key',
        })
      })
    await withFile(`${KEY.privateKey}\n`.repeat(2), async (where) => {
      await expectSilent(() => keyFromFile(where), 'KeyNotReadable', { where, reason: 'it holds more than a key' })
    })
  })

  it('says which file is none, and takes no key for a name', async () => {
    await withFile('', async (path) => {
      const none = `${path}.none`
      await expectSilent(() => keyFromFile(none), 'KeyNotReadable', { where: none, reason: 'ENOENT' })
      const folder = `${path}.folder`
      mkdirSync(folder, { mode: 0o700 })
      await expectSilent(() => keyFromFile(folder), 'KeyNotReadable', { where: folder, reason: 'it is no file' })
    })
    for (const path of RIGHT)
      await expectSilent(() => keyFromFile(path), 'KeyNotReadable', { reason: 'its name is asked for, not the key' })
  })
})

describe('keyFromEnvironment', () => {
  it('reads a key from a variable', () => {
    for (const text of RIGHT) expect(keyFromEnvironment('A_KEY', { A_KEY: text }).signer).to.equal(KEY_ADDRESS)
    process.env['LATCHKEY_TEST_KEY'] = KEY.privateKey
    try {
      expect(keyFromEnvironment('LATCHKEY_TEST_KEY').key.privateKey).to.equal(KEY.privateKey)
    } finally {
      delete process.env['LATCHKEY_TEST_KEY']
    }
  })

  it('refuses what is not set, or no key, and shows nothing of it', async () => {
    const where = 'the variable A_KEY of the environment'
    for (const environment of [{}, { A_KEY: undefined }, { A_KEY: '' }])
      await expectSilent(() => keyFromEnvironment('A_KEY', environment), 'KeyNotReadable', {
        where,
        reason: 'it is not set',
      })
    for (const text of WRONG)
      await expectSilent(() => keyFromEnvironment('A_KEY', { A_KEY: text }), 'KeyNotReadable', { where })
    for (const name of RIGHT)
      await expectSilent(() => keyFromEnvironment(name, {}), 'KeyNotReadable', {
        reason: 'its name is asked for, not the key',
      })
  })
})
