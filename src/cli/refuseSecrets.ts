// Arguments stay in the shell's history and in the list of processes: a key has no place there.
import { Mnemonic } from 'ethers'

import { LatchkeyError } from '../errors'

/** Options that somebody might take for the place of a key. */
const FOR_KEYS = /^--?(owner-?|session-?)?(private-?key|key|pk|secret|mnemonic|seed)(=|$)/i

/** Options whose value has 32 bytes and is no secret. */
const FOR_IDS = ['--id']

/** `--option=value`, a variable of the environment in the wrong place, or a short option with its value. */
const ASSIGNED = /^(?:(--?[\w-]+|\w+)=|-\w=?)([^]+)$/

const THIRTY_TWO_BYTES = /^(0x)?[0-9a-f]{64}$/i

/**
 * @internal Looks at all arguments before anything else does. What it finds is not repeated.
 *
 * @throws KeyAsArgument.
 */
export function refuseSecrets(argv: readonly string[]): void {
  argv.forEach((argument, i) => {
    const [, name, assigned] = ASSIGNED.exec(argument) ?? []
    const [option, value] = assigned === undefined ? [argv[i - 1] ?? '', argument] : [name ?? '', assigned]
    if (FOR_KEYS.test(argument)) throw refused(i)
    if (looksSecret(value) && !FOR_IDS.includes(option)) throw refused(i)
  })
}

const looksSecret = (text: string): boolean =>
  THIRTY_TWO_BYTES.test(text.trim()) || (text.includes(' ') && Mnemonic.isValidMnemonic(text.trim()))

const refused = (i: number): LatchkeyError => new LatchkeyError('KeyAsArgument', { argument: `Argument ${i + 1}` })
