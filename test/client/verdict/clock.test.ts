// The clock of each EntryPoint, and the margins that bundlers need.
import { expect } from 'chai'

import { can, type ClockOf, type SendMargins, type Session } from '../../../src'
import { opWindow } from '../../../src/verdict/opWindow'
import { aSession } from '../builders'
import { anOp } from './builders'

const VERSIONS: readonly ClockOf[] = ['0.7', '0.8', '0.9']
const session = aSession({ validAfter: 1_000, validUntil: 2_000 })
const periodic = { ...session, period: 400, maxCalls: 5 }

const codeAt = (of: Session, at: number, entryPoint: ClockOf, periodIndex?: number, margins?: SendMargins): string => {
  const verdict = can(anOp({ session: of, at, entryPoint, periodIndex, margins }))
  return verdict.ok ? 'accepted' : verdict.error.code
}

describe('The clock', () => {
  for (const version of VERSIONS) {
    const first = version === '0.7' ? 1_000 : 1_001

    it(`T49 opens a session on EntryPoint ${version} at second ${first}, and closes it after its last`, () => {
      const seconds = [first - 1, first, 2_000, 2_001]
      expect(seconds.map((at) => codeAt(session, at, version))).to.deep.equal([
        'SessionNotStarted',
        'accepted',
        'accepted',
        'SessionExpired',
      ])
      expect(opWindow(session, 0, version)).to.deep.equal({ first, last: 2_000 })
    })

    it(`T52 opens and closes periods on EntryPoint ${version}`, () => {
      const opens = first + 400
      expect(opWindow(periodic, 1, version)).to.deep.equal({ first: opens, last: 1_799 })
      expect(opWindow(periodic, 2, version)).to.deep.equal({ first: first + 800, last: 2_000 })
      const seconds = [opens - 1, opens, 1_799, 1_800]
      expect(seconds.map((at) => codeAt(periodic, at, version, 1))).to.deep.equal([
        'PeriodNotCurrent',
        'accepted',
        'accepted',
        'PeriodNotCurrent',
      ])
    })
  }

  it('leaves the first second of a period to none on v0.8 and v0.9', () => {
    expect(VERSIONS.map((version) => codeAt(periodic, 1_400, version))).to.deep.equal([
      'accepted',
      'PeriodNotCurrent',
      'PeriodNotCurrent',
    ])
  })

  it('keeps margins before the end of the session, and at both ends of a period', () => {
    const margins = { end: 30, begin: 20 }
    const at = (second: number): string => codeAt(periodic, second, '0.7', undefined, margins)
    expect([1_400, 1_419, 1_420, 1_769, 1_770].map(at)).to.deep.equal([
      'EdgeTooNear',
      'EdgeTooNear',
      'accepted',
      'accepted',
      'EdgeTooNear',
    ])
    expect([1_970, 1_971, 2_000].map(at)).to.deep.equal(['accepted', 'ExpiryTooNear', 'ExpiryTooNear'])
  })

  it('keeps no margin that is not asked for, and the standard ones where none is named', () => {
    const none = { end: 0, begin: 0 }
    expect([1_001, 2_000].map((second) => codeAt(session, second, '0.8', undefined, none))).to.deep.equal([
      'accepted',
      'accepted',
    ])
    expect([1_004, 1_005, 1_940, 1_941].map((second) => codeAt(session, second, '0.8', undefined, {}))).to.deep.equal([
      'EdgeTooNear',
      'accepted',
      'accepted',
      'ExpiryTooNear',
    ])
  })

  it('says how long to wait at an edge', () => {
    const verdict = can(anOp({ session: periodic, at: 1_370, entryPoint: '0.7', margins: { end: 40, begin: 5 } }))
    expect(verdict).to.deep.include({ ok: false })
    expect(verdict.ok ? {} : verdict.error.args).to.deep.equal({ at: 1_370, wait: 35 })
  })

  it('does not run over where the last period has no number', () => {
    const long = { ...periodic, validAfter: 0, validUntil: 2 ** 47 - 1, period: 60 }
    expect(codeAt(long, 60 * 2 ** 32 + 1, '0.8')).to.equal('PeriodNotCurrent')
    expect(codeAt(long, 60 * 2 ** 32 - 1, '0.8')).to.equal('accepted')
  })
})
