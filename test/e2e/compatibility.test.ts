// What is said of accounts: nothing that was not found, and nothing that was found is lost.
import { expect } from 'chai'

import { CAPABILITIES } from '../../scripts/compatibility/capabilities'
import { differences, merged } from '../../scripts/compatibility/differences'
import { noFindings, type AccountRow } from '../../scripts/compatibility/Findings'
import { renderPage } from '../../scripts/compatibility/renderPage'

const row = (changes: Partial<AccountRow> = {}): AccountRow => ({
  account: 'Example',
  version: '1.0',
  code: 'canonical',
  entryPoint: '0.7',
  passed: { use: 2, own: 1 },
  leftOut: { deploy: 'it is there' },
  own: ['goes its own way'],
  prompts: { op: 'hash', grant: 'Grant' },
  gas: { owner: 100_000, session: 109_049 },
  ...changes,
})
const other = row({ account: 'Other' })
const found = (...rows: AccountRow[]) => ({ found: rows, isWhole: false })

describe('differences', () => {
  it('are none where everything is as it was', () => {
    expect(differences([row(), other], found(row()))).to.deep.equal([])
  })

  const cases: readonly [what: string, changes: Partial<AccountRow>][] = [
    ['a check less', { passed: { use: 1, own: 1 } }],
    ['a capability more', { passed: { use: 2, own: 1, batch: 1 } }],
    ['a capability less', { passed: { use: 2 } }],
    ['another reason for leaving something out', { leftOut: { deploy: 'nobody can' } }],
    ['a title that changed', { own: ['goes another way'] }],
    ['another version', { version: '1.1' }],
    ['other code', { code: 'a build' }],
    ['another prompt', { prompts: { op: 'hash', grant: 'none' } }],
    ['an owner who pays more', { gas: { owner: 101_001, session: 109_049 } }],
    ['a session that pays more', { gas: { owner: 100_000, session: 110_050 } }],
    ['a price that grows on both ends', { gas: { owner: 99_400, session: 109_649 } }],
  ]
  for (const [what, changes] of cases)
    it(`name ${what}`, () => {
      const [only, ...more] = differences([row()], found(row(changes)))
      expect(only).to.match(
        /^Example, EntryPoint v0\.7: (passed|leftOut|own|version|code|prompts|gas): .* is committed, .* was found$/,
      )
      expect(more).to.deep.equal([])
    })

  it('name what is not measured any more', () => {
    const { gas, ...unmeasured } = row()
    expect(differences([row()], found(unmeasured))).to.deep.equal([
      `Example, EntryPoint v0.7: gas: ${JSON.stringify(gas)} is committed, nothing was found`,
    ])
  })

  it('are none where gas is another by chance', () => {
    expect(differences([row()], found(row({ gas: { owner: 100_500, session: 109_900 } })))).to.deep.equal([])
  })

  it('name an account, or an EntryPoint, of which nothing is committed', () => {
    expect(differences([row()], found(row({ entryPoint: '0.8' })))).to.deep.equal([
      'Example, EntryPoint v0.8: was found, and is not committed',
    ])
  })

  it('name what is committed and was not found only where every account was tried', () => {
    expect(differences([row(), other], { found: [row()], isWhole: true })).to.deep.equal([
      'Other, EntryPoint v0.7: is committed, and was not found',
    ])
  })
})

describe('merged', () => {
  it('puts what was found in the place of what was committed of it, and keeps the others', () => {
    const now = row({ passed: { use: 3 } })
    expect(merged([row(), other], found(now))).to.deep.equal([now, other])
  })

  it('drops what was not found where every account was tried', () => {
    expect(merged([row(), other], { found: [other], isWhole: true })).to.deep.equal([other])
  })

  it('keeps gas that is another by chance alone, and takes gas that is another', () => {
    expect(merged([row()], found(row({ gas: { owner: 100_001, session: 109_000 } })))).to.deep.equal([row()])
    const dearer = row({ gas: { owner: 100_000, session: 120_000 } })
    expect(merged([row()], found(dearer))).to.deep.equal([dearer])
  })
})

describe('docs/compatibility.md', () => {
  const cellsOf = (page: string, start: string): readonly string[] => {
    const line = page.split('\n').find((one) => one.startsWith(`| ${start} |`)) ?? ''
    return line.split('|').map((cell) => cell.trim())
  }

  it('says of an account its version, its code, what its owner sees, and what a session costs over the owner', () => {
    const page = renderPage([row()], 'bundler 1')
    expect(cellsOf(page, 'Example').slice(1, -1)).to.deep.equal([
      'Example',
      '1.0',
      'canonical',
      'v0.7',
      'a hash, which a key signs and no wallet shows',
      'the grant, as typed data',
      '9,000',
    ])
    expect(page).to.include('(bundler 1, in safe mode')
  })

  it('says yes of what has passed, no of what was left out, with the reason, and nothing of what was not tried', () => {
    const page = renderPage([row()], 'bundler 1')
    expect(cellsOf(page, CAPABILITIES.use)[2]).to.equal('yes (2)')
    expect(cellsOf(page, CAPABILITIES.deploy)[2]).to.equal('no')
    expect(page).to.include(`- **Example**: ${CAPABILITIES.deploy}: it is there.`)
    expect(cellsOf(page, CAPABILITIES.revoke)[2]).to.equal('–')
    expect(page).to.include('**Example**\n\n- goes its own way\n')
  })

  it('tells EntryPoints apart where they differ', () => {
    const page = renderPage([row(), row({ entryPoint: '0.8', passed: {} })], 'bundler 1')
    expect(cellsOf(page, CAPABILITIES.use)[2]).to.equal('v0.7: yes (2), v0.8: –')
    expect(cellsOf(page, CAPABILITIES.deploy)[2]).to.equal('no')
  })

  it('says nothing of accounts where nothing was found', () => {
    const page = renderPage(
      [{ account: 'Other', version: '1.0', code: 'canonical', entryPoint: '0.7', ...noFindings() }],
      'b',
    )
    expect(cellsOf(page, 'Other').slice(5, -1)).to.deep.equal(['–', '–', '–'])
    expect(page).to.not.include('yes (')
    expect(page).to.not.include('Where it says no')
  })
})
