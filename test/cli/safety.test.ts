import { expect } from 'chai'
import { AbiCoder, concat, Mnemonic } from 'ethers'

import { sessionId } from '../../src'
import { COMMANDS } from '../../src/cli/commands'
import { safeJson, safeLine, safeText } from '../../src/cli/safeText'
import { aSession, KEY, SOCIO3 } from '../client/builders'
import { fileWith, latchkey, sessionFile } from './stage'

const SEED = 'test test test test test test test test test test test junk'
const ESCAPES = 'x\u001b[2J\u001b[31mred\u0007\r\u202eevil\u200b\u034f\ufe00\n0 ok'

/** Whatever could move the cursor, change a colour, or turn text around. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u

describe('keys on the command line', () => {
  it('are refused as arguments and not repeated', async () => {
    const key = KEY.privateKey
    const lines: readonly (readonly string[])[] = [
      ['describe', key],
      ['describe', key.slice(2).toUpperCase()],
      ['grant', 'session.json', '--owner-key', key],
      ['grant', 'session.json', `--owner-key=${key}`],
      ['grant', 'session.json', '--private-key', 'anything'],
      ['grant', 'session.json', `--owner-key-file=${key}`],
      ['grant', 'session.json', '--owner-key-file', key],
      ['decode', key],
      ['decode', Mnemonic.fromPhrase(SEED).phrase],
      ['nonsense', key],
      [`LATCHKEY_OWNER_KEY=${key}`],
      ['grant', 'session.json', `-k${key}`],
      ['grant', 'session.json', `-k=${key}`],
    ]
    for (const line of lines)
      for (const more of [[], ['--json']]) {
        const { code, out, err } = await latchkey([...line, ...more])
        expect(code, line.join(' ')).to.equal(2)
        expect(err).to.contain('[KeyAsArgument]')
        for (const text of [out, err])
          expect(text.toLowerCase()).to.not.contain(key.slice(2, 20)).and.to.not.contain('junk')
      }
  })

  it('have options of no command', () => {
    const flags = COMMANDS.flatMap(({ own = [] }) => own.map((option) => option.flags))
    expect(flags.filter((flag) => /key|secret|seed|mnemonic/i.test(flag))).to.deep.equal([])
  })
})

describe('what is printed', () => {
  it('holds nothing unseen but its own line breaks', () => {
    expect(safeText(ESCAPES)).to.equal(
      'x\\u{1b}[2J\\u{1b}[31mred\\u{7}\\u{d}\\u{202e}evil\\u{200b}\\u{34f}\\u{fe00}\n0 ok',
    )
    expect(safeLine(ESCAPES)).to.not.match(UNSEEN)
    const json = safeJson({ text: ESCAPES, more: '\u{e0001}\u007f', amount: 5n })
    expect(json.replace(/\n/g, '')).to.not.match(UNSEEN)
    expect(JSON.parse(json)).to.deep.equal({ text: ESCAPES, more: '\u{e0001}\u007f', amount: '5' })
  })

  it('keeps what a revert says on its line', async () => {
    const bytes = concat(['0x08c379a0', AbiCoder.defaultAbiCoder().encode(['string'], [ESCAPES])])
    const { out } = await latchkey(['decode', bytes])
    expect(out.replace(/\n/g, '')).to.not.match(UNSEEN)
    expect(out.split('\n').some((line) => line.startsWith('0 ok'))).to.equal(false)
    const json = await latchkey(['decode', bytes, '--json'])
    expect(json.out.replace(/\n/g, '')).to.not.match(UNSEEN)
  })

  it('keeps names of addresses and tokens, and messages of bundlers, on their lines', async () => {
    const words = fileWith({ labels: { [SOCIO3]: ESCAPES }, currency: ESCAPES })
    const { out } = await latchkey(['describe', sessionFile(aSession()), '--words', words])
    expect(out.replace(/\n/g, '')).to.not.match(UNSEEN)
    expect(out.split('\n').some((line) => line.startsWith('0 ok'))).to.equal(false)
    const said = await latchkey(['decode', JSON.stringify({ code: -32500, message: ESCAPES })])
    expect(said.out.replace(/\n/g, '')).to.not.match(UNSEEN)
  })

  it('repeats nothing unseen of the arguments', async () => {
    for (const line of [
      [ESCAPES],
      ['describe', ESCAPES],
      ['describe', 'x', `--${ESCAPES}`],
      ['can', sessionFile(aSession()), '--account', ESCAPES],
    ]) {
      const { code, out, err } = await latchkey(line)
      expect(code).to.equal(2)
      expect(`${out}${err}`.replace(/\n/g, '')).to.not.match(UNSEEN)
    }
  })
})

describe('the help', () => {
  it('names every command, and each has examples of its own and says how it ends', async () => {
    const { code, out } = await latchkey(['--help'])
    expect(code).to.equal(0)
    for (const { name, summary, examples } of COMMANDS) {
      // Long lines are broken.
      expect(out.replace(/\s+/g, ' ')).to.contain(name).and.to.contain(summary)
      const own = await latchkey(['help', name])
      expect(own.code).to.equal(0)
      expect(own.out).to.equal((await latchkey([name, '--help'])).out)
      expect(examples.length).to.be.above(0)
      for (const [line] of examples) expect(own.out).to.contain(`$ ${line}`)
      expect(examples.map(([line]) => line).join()).to.contain(`latchkey ${name} `)
      expect(own.out).to.contain('Ends with 0 ').and.to.contain('--json')
    }
  })

  it('lets nobody wait for an account of a file that is not read for it', async () => {
    for (const name of ['grant', 'review', 'list', 'revoke-all', 'conform', 'inspect', 'can', 'revoke', 'worst-case']) {
      const { out } = await latchkey(['help', name])
      const isOfFile = ['inspect', 'can', 'revoke', 'worst-case'].includes(name)
      expect(out).to.contain(isOfFile ? 'as the file says, if omitted' : 'never taken from a file')
    }
  })

  it('is shown where there is no command, which ends with 2', async () => {
    const { code, err } = await latchkey([])
    expect(code).to.equal(2)
    expect(err).to.contain('Usage: latchkey')
  })

  it('comes with a hint where a word is nearly right', async () => {
    const { code, err } = await latchkey(['descibe', 'x'])
    expect(code).to.equal(2)
    expect(err).to.contain('describe')
    expect((await latchkey(['describe', 'x', '--jason'])).err).to.contain('--json')
    expect((await latchkey(['describe', 'x', 'y'])).code).to.equal(2)
  })

  it('of an id of a session says that it is none of a key', async () => {
    const { err } = await latchkey(['decode', sessionId(aSession())])
    expect(err).to.contain('--id')
  })
})
