// Words for opening, granting and ending sessions by the client.
import type { Address, Hex } from '../contracts'
import type { ErrorText, NoArgs } from './ErrorText'
import { shortHex } from './valueTexts'

/** One writer per code. */
export const clientTexts = {
  AccountNotDeployed: ({ account }: { account: Address }): ErrorText => ({
    title: 'account not deployed',
    why: `There is no code at ${account}, so it cannot be asked what kind of account it is.`,
    fix: 'Give its adapter; the first op of its owner deploys it.',
  }),
  AccountKindUnknown: ({
    account,
    accountId,
    known,
  }: {
    account: Address
    accountId: string
    known: readonly string[]
  }): ErrorText => ({
    title: 'unknown kind of account',
    why: `${account} calls itself ${JSON.stringify(accountId)}; known are: ${known.join(', ')}.`,
    fix: 'Give an adapter for this kind of account.',
  }),
  EntryPointUnknown: ({ found }: { found: readonly Address[] }): ErrorText => ({
    title: 'EntryPoint not known',
    why:
      found.length === 0
        ? 'Neither the account nor the bundler names an EntryPoint of v0.7, v0.8 or v0.9.'
        : `Account and bundler name ${found.join(', ')}: not one of v0.7, v0.8 or v0.9, or several.`,
    fix: 'Give entryPoint: { address, version }.',
  }),
  ModuleNotDeployed: ({ address, chainId }: { address: Address; chainId: bigint }): ErrorText => ({
    title: 'no module on this chain',
    why: `There is no code at ${address} on chain ${chainId}.`,
    fix: 'Deploy this version there (npm run deploy; everyone may), or give the addresses of module and Lens.',
  }),
  ModuleCodeDiffers: ({
    address,
    codeHash,
    expected,
  }: {
    address: Address
    codeHash: Hex
    expected: Hex
  }): ErrorText => ({
    title: 'other code than released',
    why: `The code at ${address} has the hash ${shortHex(codeHash)}; that of this version has ${shortHex(expected)}.`,
    fix: 'Use another chain, or tell who runs this one. Grant nothing to this contract.',
  }),
  ModuleVersionDiffers: ({
    module,
    version,
    expected,
  }: {
    module: Address
    version: string
    expected: string
  }): ErrorText => ({
    title: 'module of another version',
    why: `The contract at ${module} says that its version is ${JSON.stringify(version)}; this client speaks ${expected}.`,
    fix: 'Use the client of that version, or the module of this one.',
  }),
  LensOfOtherModule: ({ lens, actual, expected }: { lens: Address; actual: string; expected: Address }): ErrorText => ({
    title: 'Lens of another module',
    why: `The Lens at ${lens} answers for ${actual}, not for ${expected}.`,
    fix: 'Give the Lens that was deployed with the module.',
  }),
  OwnerCallsReverted: ({ transactionHash }: { transactionHash: Hex }): ErrorText => ({
    title: "the owner's calls reverted",
    why: `They were approved and mined in transaction ${shortHex(transactionHash)}, but reverted: nothing was granted or ended.`,
    fix: 'Look at the transaction, then ask the owner again.',
  }),
  GrantNotSeen: ({ id }: { id: Hex }): ErrorText => ({
    title: 'grant not on the chain',
    why: `The owner's calls were executed, but the module does not know session ${shortHex(id)} as live.`,
    fix: 'Ask again: the session is kept, and taken up without a prompt once the provider has caught up.',
  }),
  RevocationNotSeen: ({ transactionHash }: { transactionHash: Hex }): ErrorText => ({
    title: 'not ended on the chain',
    why: `The owner's side calls transaction ${shortHex(transactionHash)} executed, but to the module the session is not ended.`,
    fix: 'See whether the account itself made the call, and end the session again: until then its key can be used.',
  }),
  SessionKeyMissing: ({ signer }: { signer: Hex }): ErrorText => ({
    title: 'session key missing',
    why: `Neither the vault nor the caller has the key of ${shortHex(signer)}.`,
    fix: 'Give the key, or ask for a new session with ensure().',
  }),
  RequestRefused: ({ findings }: { findings: readonly string[] }): ErrorText => ({
    title: 'request not to be approved',
    why: findings.join(' ').replace(/\s+/g, ' '),
    fix: 'Approve none of it; ask the app for a session without these powers.',
  }),
  SessionClosed: ({ reason }: { reason: string }): ErrorText => ({
    title: 'session closed',
    why: `This session is not in use any more: ${reason}.`,
    fix: 'Call ensure() and use the session that it returns.',
  }),
  SessionProviderMissing: (_: NoArgs): ErrorText => ({
    title: 'no SessionProvider',
    why: 'useSession and useSessionCall share one session of the page, and no SessionProvider around this component has it.',
    fix: 'Render <SessionProvider open={...} request={...}> around it, from the same copy of latchkey/react.',
  }),
} as const
