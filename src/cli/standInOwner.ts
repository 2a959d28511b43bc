// Tries an account that is there already as `conforms` tries a new one: a validator of our own stands in for the owner, whose key
// nobody is asked for.
import { openZeppelinOwner } from '../owner'
import type { Address } from '../contracts'
import { toAddress } from '../session'
import { accountBehaviors } from '../testing/accountBehaviors'
import type { Behavior } from '../testing/Behavior'
import { OWNER_VALIDATOR_CREATION_CODE } from '../testing/creationCodes'
import type { DeployedAccount, DeployPlace } from '../testing/TestedAccount'
import type { EntryPointVersion } from '../userOp'
import type { LocalNode } from './localNode'
import type { Owned } from './readOwned'

/** @internal How it is tried. */
export interface Trying {
  readonly entryPoint: { readonly address: Address; readonly version: EntryPointVersion }
  /** As `TestedAccount` has it. */
  readonly cases: number | undefined
}

/** @internal Every behavior of an account, with the module of this version deployed anew. */
export const behaviorsOf = (node: LocalNode, owned: Owned, { entryPoint, cases }: Trying): readonly Behavior[] =>
  accountBehaviors({
    name: owned.adapter.accountId,
    chain: { request: node.request },
    entryPoint,
    adapter: owned.adapter,
    deploy: async (place) => await standIn(node, owned, place),
    ...(cases !== undefined && { cases }),
  })

/** The account installs the stand-in by an op of its owner's, as the EntryPoint would hand it over. */
async function standIn(
  node: LocalNode,
  owned: Owned,
  { deployer, entryPoint, owner }: DeployPlace,
): Promise<DeployedAccount> {
  const { account, adapter } = owned
  const sent = await deployer.sendTransaction({ data: OWNER_VALIDATOR_CREATION_CODE })
  const validator = toAddress((await sent.wait())?.contractAddress ?? '')
  const data = toAddress(owner.address)
  const call = adapter.installValidator({ account, validator, data })
  await node.sendAs(entryPoint.address, account, adapter.encodeExecute([call]))
  const { signTypedData, ...signatures } = openZeppelinOwner(validator)
  // Where the account wraps what its owner signs, nobody here knows how.
  const isKnown = adapter.ownerSeesTypedData && signTypedData !== undefined
  return { address: account, signatures: { ...signatures, ...(isKnown && { signTypedData }) } }
}
