// docs/session-request.schema.json, as a validator of JSON Schema reads it: what an app writes is taken, what is no request not.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import Ajv from 'ajv'
import { expect } from 'chai'
import fc from 'fast-check'

import { requestFromJson, requestToJson } from '../../../src'
import { runs, session as anySession } from '../arbitraries'
import { ACCOUNT, aPermission, aRule, aSession, MODULE } from '../builders'

const text = readFileSync(join(__dirname, '../../../docs/session-request.schema.json'), 'utf8')
// The words that it uses mean the same in the draft that this validator knows.
const { $schema, ...schema } = JSON.parse(text) as Record<string, unknown>
const validate = new Ajv({ allErrors: true }).compile(schema)

const place = { app: 'socio3', chainId: 10n, account: ACCOUNT, module: MODULE }
const session = aSession({ permissions: [aPermission({ rules: [aRule()] })] })
/** As it goes from program to program. */
const whole = JSON.parse(JSON.stringify(requestToJson({ ...place, session, before: undefined }))) as Json

type Json = Record<string, unknown>

/** The request with one field of it, named by its path, set; undefined: left out. */
function withField(path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(whole)
  let inner = copy
  for (const key of path.slice(0, -1)) inner = inner[key] as Json
  inner[path.at(-1) ?? ''] = value
  return JSON.parse(JSON.stringify(copy))
}

describe('docs/session-request.schema.json', () => {
  it('is of the draft that it names', () => {
    expect($schema).to.equal('https://json-schema.org/draft/2020-12/schema')
  })

  it('takes every request that can be made', () => {
    fc.assert(
      fc.property(anySession, fc.option(anySession, { nil: undefined }), (asked, before) => {
        const json: unknown = JSON.parse(JSON.stringify(requestToJson({ ...place, session: asked, before })))
        expect(validate(json), JSON.stringify(validate.errors)).to.equal(true)
      }),
      runs(100),
    )
  })

  const permission = ['session', 'permissions', 0] as const
  const rule = [...permission, 'rules', 0] as const
  const broken: readonly (readonly [what: string, path: readonly (string | number)[], value: unknown])[] = [
    ['another format', ['format'], 'latchkey-request-2'],
    ['no name', ['app'], ''],
    ['a name of 201 characters', ['app'], 'a'.repeat(201)],
    ['a chain that is a number', ['chainId'], 10],
    ['a chain with a leading zero', ['chainId'], '010'],
    ['an account that is too short', ['account'], '0x12'],
    ['no module', ['module'], undefined],
    ['no word on what was before', ['before'], undefined],
    ['a field more', ['key'], '0x12'],
    ['a field more in the session', ['session', 'privateKey'], '0x12'],
    ['another format of the session', ['session', 'format'], 'latchkey-session-2'],
    ['a kind of key that there is not', ['session', 'signerKind'], 3],
    ['half a byte of a key', ['session', 'signer'], '0x123'],
    ['an end that is text', ['session', 'validUntil'], '1700000000'],
    ['an end below zero', ['session', 'validUntil'], -1],
    ['a value that is a number', ['session', 'maxValue'], 1],
    ['no permission', ['session', 'permissions'], []],
    ['a selector of three bytes', [...permission, 'selector'], '0x123456'],
    ['a permission without rules, and without a list', [...permission, 'rules'], undefined],
    ['thirteen rules', [...permission, 'rules'], Array(13).fill(requestRule())],
    ['a comparison that there is not', [...rule, 'comparison'], 5],
    ['a rule without values', [...rule, 'values'], []],
    ['a value of 31 bytes', [...rule, 'values', 0], `0x${'00'.repeat(31)}`],
    ['a path of nine steps', [...rule, 'path'], Array(9).fill(0)],
  ]
  for (const [what, path, value] of broken)
    it(`refuses ${what}, as the client does`, () => {
      const json = withField(path, value)
      expect(validate(json)).to.equal(false)
      expect(() => requestFromJson(json)).to.throw(/\[\w+\]$/)
    })
})

function requestRule(): unknown {
  const [permission] = (whole['session'] as { permissions: { rules: unknown[] }[] }).permissions
  return permission?.rules[0]
}
