import { expect } from 'chai'
import fc from 'fast-check'

import { SESSION_FORMAT, sessionFromJson, sessionId, sessionToJson } from '../../src'
import { runs, session as anySession } from './arbitraries'
import { aPermission, aRule, aSession, expectRefusal, KEY, NOW, the } from './builders'

type Json = Record<string, unknown>

const full = aSession({ permissions: [aPermission({ rules: [aRule()] })] })

/** What sessionToJson writes, after `change`. */
function changed(change: (json: Json, permission: Json, rule: Json) => void): string {
  const json = JSON.parse(JSON.stringify(sessionToJson(full))) as Json
  const permission = (json['permissions'] as Json[])[0] as Json
  change(json, permission, (permission['rules'] as Json[])[0] as Json)
  return JSON.stringify(json)
}

describe('session JSON', () => {
  it('gives back an equal session, for any session', () => {
    fc.assert(
      fc.property(anySession, (session) => {
        const read = sessionFromJson(JSON.stringify(sessionToJson(session)))
        expect(read).to.deep.equal(session)
        expect(sessionId(read)).to.equal(sessionId(session))
        expect(sessionFromJson(sessionToJson(session))).to.deep.equal(session)
      }),
      runs(200),
    )
  })

  it('writes amounts as decimal text and times as numbers', () => {
    expect(sessionToJson(aSession({ maxFee: 2n ** 80n - 2n }))).to.deep.include({
      format: SESSION_FORMAT,
      maxFee: '1208925819614629174706174',
      maxValue: '0',
      validUntil: NOW + 3_600,
    })
  })

  it('writes the fields of a session and nothing that hangs on it, such as its key', () => {
    const withKey = {
      ...full,
      privateKey: KEY.privateKey,
      permissions: [{ ...the(full.permissions[0]), key: KEY.privateKey }],
    }
    const text = JSON.stringify(sessionToJson(withKey))
    expect(text).to.not.contain(KEY.privateKey.slice(2))
    expect(text).to.equal(JSON.stringify(sessionToJson(full)))
  })

  const refusals: readonly [string, (json: Json, permission: Json, rule: Json) => void, string][] = [
    ['another format', (json) => (json['format'] = 'latchkey-session-2'), 'format is not latchkey-session-1.'],
    ['an unknown field', (json) => (json['note'] = 1), 'session has an unknown field "note".'],
    ['an unknown field of a permission', (_, p) => (p['any'] = true), 'permission has an unknown field "any".'],
    ['an unknown field of a rule', (_, __, r) => (r['x'] = 1), 'rule has an unknown field "x".'],
    ['a missing field', (json) => delete json['maxCalls'], 'session has no field maxCalls.'],
    ['a missing field of a rule', (_, __, r) => delete r['mask'], 'rule has no field mask.'],
    ['a number as an amount', (json) => (json['maxFee'] = 5), 'maxFee is not text.'],
    ['hex as an amount', (json) => (json['maxFee'] = '0x5'), 'maxFee is not a decimal number of wei as text.'],
    ['a leading zero', (_, p) => (p['maxValue'] = '05'), 'maxValue is not a decimal number of wei as text.'],
    ['a negative amount', (_, p) => (p['maxValue'] = '-5'), 'maxValue is not a decimal number of wei as text.'],
    ['text as a time', (json) => (json['validUntil'] = '5'), 'validUntil is not a whole number.'],
    ['a fraction', (json) => (json['validUntil'] = 5.5), 'validUntil is not a whole number.'],
    ['a negative time', (json) => (json['validAfter'] = -1), 'validAfter is not a whole number.'],
    ['null', (json) => (json['signer'] = null), 'signer is not text.'],
    ['no list', (json) => (json['permissions'] = {}), 'permissions is not a list.'],
    ['no object', (json) => (json['permissions'] = [[]]), 'permission is not an object.'],
    ['a step as text', (_, __, r) => (r['path'] = ['0']), 'step is not a whole number.'],
    ['a value as a number', (_, __, r) => (r['values'] = [1]), 'value is not text.'],
  ]
  for (const [title, change, reason] of refusals)
    it(`refuses ${title}`, () => expectRefusal(() => sessionFromJson(changed(change)), 'JsonNotValid', { reason }))

  it('refuses what is no JSON, no object, or an object with another prototype field', () => {
    expectRefusal(() => sessionFromJson('{'), 'JsonNotValid', { reason: 'The text is no JSON.' })
    for (const json of ['[]', 'null', '5', undefined, 5n])
      expectRefusal(() => sessionFromJson(json), 'JsonNotValid', { reason: 'session is not an object.' })
    const text = JSON.stringify(sessionToJson(full)).replace('{', '{"__proto__":{},')
    expectRefusal(() => sessionFromJson(text), 'JsonNotValid', { reason: 'session has an unknown field "__proto__".' })
  })

  it('refuses well-formed JSON of a session that could not be granted', () => {
    const read = (change: (json: Json, permission: Json) => void) => () => sessionFromJson(changed(change))
    expectRefusal(
      read((json) => (json['maxCalls'] = 0)),
      'MaxCallsZero',
      {},
    )
    expectRefusal(
      read((json) => (json['signerKind'] = 7)),
      'SignerKindNotSupported',
      { signerKind: 7n },
    )
    expectRefusal(
      read((json) => (json['maxFee'] = String(2n ** 80n))),
      'FieldNotValid',
      { field: 'maxFee' },
    )
    expectRefusal(
      read((_, p) => (p['target'] = 'socio3.eth')),
      'FieldNotValid',
      { field: 'target' },
    )
    expectRefusal(
      read((_, p) => (p['functionSignature'] = 'harmless()')),
      'SelectorMismatch',
      {},
    )
  })
})
