// Words for what the client refuses while it builds, signs or sends userOps. Where the module or the Lens has an error for
// the same thing, that one is used instead.
import type { Address, Hex } from '../contracts'
import type { ErrorText, NoArgs } from './ErrorText'
import { shortHex } from './valueTexts'

/** One writer per code. */
export const opTexts = {
  PeriodIndexMissing: ({ period }: { period: number }): ErrorText => ({
    title: 'no period index',
    why: `The session has a period of ${period} seconds, so every op claims the index of one.`,
    fix: 'Give periodIndex: periodIndexAt(session, now).',
  }),
  SignatureLengthNotValid: ({ length, expected }: { length: number; expected: string }): ErrorText => ({
    title: 'signature length not valid',
    why: `The session key's signature has ${length} bytes, not ${expected}.`,
    fix: 'For kinds 0 and 1 give 64 bytes; for ERC-7913 give signatureLength, and a signature of that length.',
  }),
  KeyNotOfSession: ({ signer, key }: { signer: Hex; key: Address }): ErrorText => ({
    title: 'not the key of this session',
    why: `The session was granted to ${shortHex(signer)}; the key given is that of ${key}.`,
    fix: "Sign with the session's own key.",
  }),
  DelegateMissing: ({ sender }: { sender: Address }): ErrorText => ({
    title: 'delegate not known',
    why: `initCode is the EIP-7702 marker, so the hash of the userOp contains the delegate of ${sender}, which cannot be computed.`,
    fix: 'Give delegate: the address that the account delegates to.',
  }),
  PaymasterSignatureTooLong: ({ length, maximum }: { length: number; maximum: number }): ErrorText => ({
    title: 'paymaster signature too long',
    why: `paymasterAndData ends in a signature of ${length} bytes; there is room for ${maximum}.`,
    fix: 'Ask the paymaster for new data.',
  }),
  PaymasterIncomplete: (_: NoArgs): ErrorText => ({
    title: 'paymaster fields without paymaster',
    why: 'Paymaster gas limits or data are given, but no paymaster.',
    fix: 'Give paymaster as well, or none of them.',
  }),
  FactoryIncomplete: (_: NoArgs): ErrorText => ({
    title: 'factory data without factory',
    why: 'factoryData is given, but no factory.',
    fix: 'Give both, or neither.',
  }),
  OutcomeMissing: ({ transactionHash }: { transactionHash: string }): ErrorText => ({
    title: 'no outcome',
    why: `Transaction ${transactionHash} reverted or has no UserOperationEvent for an op.`,
    fix: 'Check that the address is an EntryPoint and that no other bundler sent the op first.',
  }),
  RevertUnknown: ({ data }: { data: Hex }): ErrorText => ({
    title: 'reverted',
    why: `The call reverted with data that no known ABI decodes: ${data}.`,
    fix: 'Decode it with the ABI of the contract that was called.',
  }),
  RevertOther: ({ name, detail }: { name: string; detail: string }): ErrorText => ({
    title: 'reverted',
    why: `${name}(${detail}).`,
    fix: 'See the contract that was called.',
  }),
  RevertWithoutData: ({ message }: { message: string }): ErrorText => ({
    title: 'failed',
    why: message.replace(/\.?\s*$/, '.').replace(/\s+/g, ' '),
    fix: 'See the cause.',
  }),
} as const
