// Stores in files: what lies on the disk and who may read it, what is torn, old or foreign, and programs that share a folder.
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect } from 'chai'

import { STORED_FORMAT, storedFromJson, storedToJson, type ErrorCode } from '../../../src'
import { fileStore, fileVault } from '../../../src/fileStore'
import { expectRefusal, expectRejection, KEY, KEY_ADDRESS, word } from '../builders'
import { ENTRY, GRANT, NEIGHBOURS, PLACE } from './places'
import { keyOf, placeOf, signerOf } from './racer'

type Parsed = Record<string, unknown>

const JSON_TEXT = JSON.stringify(storedToJson(PLACE, ENTRY))

/** The text with one part of it another. */
function changed(change: (parsed: Parsed) => unknown): string {
  const parsed = JSON.parse(JSON_TEXT) as Parsed
  return JSON.stringify(change(parsed) ?? parsed)
}

const grantWith = (field: string, value: unknown) =>
  changed((it) => ({ ...it, signedGrant: { ...(it['signedGrant'] as Parsed), [field]: value } }))

const siblingWith = (field: string, value: unknown) => {
  const [first] = (JSON.parse(JSON_TEXT) as { signedGrant: { siblings: Parsed[] } }).signedGrant.siblings
  return grantWith('siblings', [{ ...first, [field]: value }])
}

describe('storedFromJson', () => {
  it('reads what storedToJson wrote', () => {
    expect(storedFromJson(PLACE, JSON_TEXT)).to.deep.equal(ENTRY)
  })

  const refused: readonly [what: string, text: string][] = [
    ['nothing', ''],
    ['a text that ends too early', JSON_TEXT.slice(0, -1)],
    ['a text with more behind it', `${JSON_TEXT}}`],
    ['no object', '[]'],
    ['null', 'null'],
    ['no format', changed(({ format: _, ...rest }) => rest)],
    ['a format that is no text', changed((it) => ({ ...it, format: 1 }))],
    ['an unknown field', changed((it) => ({ ...it, key: word(1) }))],
    ['no session', changed(({ session: _, ...rest }) => rest)],
    [
      'a session with a field too many',
      changed((it) => ({ ...it, session: { ...(it['session'] as Parsed), key: word(1) } })),
    ],
    [
      'a session that no module grants',
      changed((it) => ({ ...it, session: { ...(it['session'] as Parsed), validUntil: 3 } })),
    ],
    ['a grant that is none', changed((it) => ({ ...it, signedGrant: null }))],
    ['a grant with a field too many', grantWith('key', word(1))],
    ['a grant without a signature', grantWith('ownerSignature', undefined)],
    ['a grant that replaces no id', grantWith('replaces', '0x12')],
    ['siblings that are no list', grantWith('siblings', {})],
    ['a sibling that is none', grantWith('siblings', [7])],
    ['a sibling of no chain', siblingWith('chainId', 10)],
    ['a sibling of a negative chain', siblingWith('chainId', '-1')],
    ['a sibling of no account', siblingWith('account', '0x12')],
    ['a sibling of no epoch', siblingWith('epoch', '0x')],
    ['a sibling of no session', siblingWith('sessionHash', undefined)],
  ]
  for (const [what, text] of refused)
    it(`refuses ${what}`, () => {
      expectRefusal(() => storedFromJson(PLACE, text, 'a file'), 'StoredSessionNotValid', { where: 'a file' })
    })

  it('tells what another version wrote', () => {
    const later = changed((it) => ({ ...it, format: 'latchkey-stored-session-2', more: true }))
    expectRefusal(() => storedFromJson(PLACE, later, 'a file'), 'StoredVersionUnknown', {
      where: 'a file',
      format: 'latchkey-stored-session-2',
      expected: STORED_FORMAT,
    })
  })

  it('refuses what was moved here from another place', () => {
    for (const place of NEIGHBOURS) {
      const text = JSON.stringify(storedToJson(place, ENTRY))
      expectRefusal(() => storedFromJson(PLACE, text, 'a file'), 'StoredPlaceDiffers', { where: 'a file' })
    }
  })
})

/** A folder, removed after. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-files-'))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const filesIn = (folder: string): readonly string[] => readdirSync(folder).map((name) => join(folder, name))
const onlyFile = (folder: string): string => {
  const [file = '', ...more] = filesIn(folder)
  expect(more).to.deep.equal([])
  return file
}
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('fileStore and fileVault', () => {
  it('keep the key in a file of its own, and nothing of it beside the session (T154)', async () => {
    await inFolder(async (folder) => {
      await fileStore(folder).save(PLACE, { session: { ...ENTRY.session, signer: KEY_ADDRESS }, signedGrant: GRANT })
      await fileVault(folder).save(KEY_ADDRESS, KEY)
      const secret = KEY.privateKey.slice(2)
      const [keys, sessions] = [/\.key\.json$/, /\.session\.json$/].map((ending) =>
        filesIn(folder).filter((name) => ending.test(name)),
      )
      expect([keys?.length, sessions?.length, filesIn(folder).length]).to.deep.equal([1, 1, 2])
      expect(readFileSync(keys?.[0] ?? '', 'utf8')).to.include(secret)
      expect(readFileSync(sessions?.[0] ?? '', 'utf8').toLowerCase()).to.not.include(secret)
    })
  })

  it('are readable by their user alone', async () => {
    await inFolder(async (parent) => {
      const folder = join(parent, 'new')
      await fileStore(folder).save(PLACE, ENTRY)
      await fileVault(folder).save(KEY_ADDRESS, KEY)
      expect(modeOf(folder)).to.equal('700')
      for (const file of filesIn(folder)) expect(modeOf(file)).to.equal('600')
    })
  })

  it('use no key that others may have read or changed', async () => {
    await inFolder(async (folder) => {
      const vault = fileVault(folder)
      for (const mode of [0o640, 0o604, 0o620, 0o777]) {
        await vault.save(KEY_ADDRESS, KEY)
        const where = onlyFile(folder)
        chmodSync(where, mode)
        await expectRejection(vault.load(KEY_ADDRESS), 'StoredKeyExposed', { where, mode: mode.toString(8) })
      }
    })
  })

  it('name the file that is torn, old or foreign, and can remove it', async () => {
    const cases: readonly [text: string, code: ErrorCode][] = [
      [JSON_TEXT.slice(0, 100), 'StoredSessionNotValid'],
      [changed((it) => ({ ...it, format: 'latchkey-stored-session-0' })), 'StoredVersionUnknown'],
      [JSON.stringify(storedToJson({ ...PLACE, app: 'other' }, ENTRY)), 'StoredPlaceDiffers'],
    ]
    await inFolder(async (folder) => {
      const store = fileStore(folder)
      for (const [text, code] of cases) {
        await store.save(PLACE, ENTRY)
        const where = onlyFile(folder)
        writeFileSync(where, text)
        await expectRejection(store.load(PLACE), code, { where })
        await store.remove(PLACE)
        expect(filesIn(folder)).to.deep.equal([])
      }
      await store.save(PLACE, ENTRY)
      writeFileSync(onlyFile(folder), '')
      await store.save(PLACE, ENTRY)
      expect(await store.load(PLACE)).to.deep.equal(ENTRY)
    })
  })

  it('take no key file that is not what they wrote, and show nothing of it', async () => {
    await inFolder(async (folder) => {
      const vault = fileVault(folder)
      await vault.save(KEY_ADDRESS, KEY)
      const where = onlyFile(folder)
      const right = JSON.parse(readFileSync(where, 'utf8')) as Parsed
      const other = keyOf('another', 1).privateKey
      const texts = [
        '',
        'null',
        `{"privateKey":"${KEY.privateKey}`,
        JSON.stringify({ ...right, format: 'latchkey-key-2' }),
        JSON.stringify({ ...right, privateKey: other }),
        JSON.stringify({ ...right, privateKey: KEY.privateKey.slice(0, -2) }),
        JSON.stringify({ ...right, privateKey: word(0) }),
        JSON.stringify({ ...right, privateKey: 7 }),
      ]
      for (const text of texts) {
        writeFileSync(where, text)
        const caught = await vault.load(KEY_ADDRESS).catch((error: unknown) => error)
        await expectRejection(Promise.reject(caught as Error), 'StoredKeyNotValid', { where })
        const shown = `${String(caught)} ${JSON.stringify(caught)} ${String((caught as Error).cause)}`
        expect(shown).to.not.include(KEY.privateKey.slice(2, 20))
        expect(shown).to.not.include(other.slice(2, 20))
      }
    })
  })

  it('say which path is not usable, and leave no draft behind', async () => {
    await inFolder(async (folder) => {
      const notFolder = join(folder, 'file')
      writeFileSync(notFolder, '')
      await expectRejection(fileStore(notFolder).save(PLACE, ENTRY), 'StoreNotUsable', {})
      await expectRejection(fileStore(notFolder).load(PLACE), 'StoreNotUsable', {})
      await expectRejection(fileVault(notFolder).save(KEY_ADDRESS, KEY), 'StoreNotUsable', {})
      const store = fileStore(join(folder, 'store'))
      await store.save(PLACE, ENTRY)
      const where = onlyFile(join(folder, 'store'))
      await store.remove(PLACE)
      mkdirSync(where)
      await expectRejection(store.save(PLACE, ENTRY), 'StoreNotUsable', { where })
      await expectRejection(store.load(PLACE), 'StoreNotUsable', { where })
      await expectRejection(store.remove(PLACE), 'StoreNotUsable', { where })
      expect(filesIn(join(folder, 'store'))).to.deep.equal([where])
    })
  })

  it('lose nothing when several programs share a folder', async () => {
    const [names, rounds] = [['a', 'b'], 20]
    await inFolder(async (folder) => {
      const run = async (name: string) =>
        await promisify(execFile)(process.execPath, [
          '--require',
          'ts-node/register/transpile-only',
          join(__dirname, 'racer.ts'),
          folder,
          name,
          String(rounds),
        ])
      for (const { stderr } of await Promise.all(names.map(run))) expect(stderr).to.equal('')
      const [store, vault] = [fileStore(folder), fileVault(folder)]
      const lastOf = new Map(names.map((name) => [signerOf(keyOf(name, rounds)), name]))
      for (const [signer, name] of lastOf) expect((await store.load(placeOf(name)))?.session.signer).to.equal(signer)
      expect(lastOf.has((await store.load(PLACE))?.session.signer ?? '0x')).to.equal(true)
      for (const name of names)
        for (let round = 1; round <= rounds; ++round)
          expect(await vault.load(signerOf(keyOf(name, round)))).to.not.equal(undefined)
      expect(filesIn(folder).length).to.equal(names.length + 1 + names.length * rounds)
    })
  })
})
