// Functions that move tokens or hand over power, by their text: which argument says to whom, and which how much.

/** @internal */
export interface KnownFunction {
  readonly kind: 'approval' | 'operator' | 'delegation' | 'permit' | 'transfer'
  /** The argument that names who gets tokens or power. */
  readonly party?: number
  /** The argument that says how much. */
  readonly amount?: number
  /** The argument that is false where power is only taken back. */
  readonly enables?: number
}

const approval = (party: number, amount: number): KnownFunction => ({ kind: 'approval', party, amount })
const operator = (party: number, enables?: number): KnownFunction =>
  enables === undefined ? { kind: 'operator', party } : { kind: 'operator', party, enables }
const transfer = (party: number, amount?: number): KnownFunction =>
  amount === undefined ? { kind: 'transfer', party } : { kind: 'transfer', party, amount }
const PERMIT: KnownFunction = { kind: 'permit' }

/** @internal By the function's text. */
export const KNOWN_FUNCTIONS: ReadonlyMap<string, KnownFunction> = new Map([
  ['approve(address,uint256)', approval(0, 1)],
  ['increaseAllowance(address,uint256)', approval(0, 1)],
  ['increaseApproval(address,uint256)', approval(0, 1)],
  ['safeApprove(address,uint256)', approval(0, 1)],
  ['safeIncreaseAllowance(address,uint256)', approval(0, 1)],
  ['approveAndCall(address,uint256)', approval(0, 1)],
  ['approveAndCall(address,uint256,bytes)', approval(0, 1)],
  // ERC-6909
  ['approve(address,uint256,uint256)', approval(0, 2)],
  ['transfer(address,uint256,uint256)', transfer(0, 2)],
  ['transferFrom(address,address,uint256,uint256)', transfer(1, 3)],
  // Permit2
  ['transferFrom(address,address,uint160,address)', transfer(1, 2)],
  ['approve(address,address,uint160,uint48)', approval(1, 2)],
  ['permit(address,((address,uint160,uint48,uint48),address,uint256),bytes)', PERMIT],
  ['permit(address,((address,uint160,uint48,uint48)[],address,uint256),bytes)', PERMIT],
  ['permit(address,address,uint256,uint256,uint8,bytes32,bytes32)', PERMIT],
  ['permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)', PERMIT],
  ['permitForAll(address,address,bool,uint256,uint8,bytes32,bytes32)', PERMIT],
  ['delegationWithSig(address,address,uint256,uint256,uint8,bytes32,bytes32)', PERMIT],
  ['approveDelegation(address,uint256)', { kind: 'delegation', party: 0, amount: 1 }],
  ['setApprovalForAll(address,bool)', operator(0, 1)],
  ['setOperator(address,bool)', operator(0, 1)],
  ['authorizeOperator(address)', operator(0)],
  ['setAuthorization(address,bool)', operator(0, 1)],
  ['setRelayerApproval(address,address,bool)', operator(1, 2)],
  ['allow(address,bool)', operator(0, 1)],
  ['transfer(address,uint256)', transfer(0, 1)],
  ['transferFrom(address,address,uint256)', transfer(1, 2)],
  ['transferAndCall(address,uint256)', transfer(0, 1)],
  ['transferAndCall(address,uint256,bytes)', transfer(0, 1)],
  ['transferFromAndCall(address,address,uint256)', transfer(1, 2)],
  ['transferFromAndCall(address,address,uint256,bytes)', transfer(1, 2)],
  // ERC-223, ERC-777
  ['transfer(address,uint256,bytes)', transfer(0, 1)],
  ['send(address,uint256,bytes)', transfer(0, 1)],
  ['safeTransferFrom(address,address,uint256)', transfer(1)],
  ['safeTransferFrom(address,address,uint256,bytes)', transfer(1)],
  ['safeTransferFrom(address,address,uint256,uint256,bytes)', transfer(1, 3)],
  ['safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)', transfer(1)],
])

/** @internal Functions that run calls which the permission does not show. */
export const RELAYING =
  /^(multicall|aggregate\w*|tryAggregate|tryBlockAndAggregate|execute\w*|exec\w*|multiSend|forward\w*|relay\w*|batch\w*|functionCall\w*)\(/i

/** @internal Functions that say who controls the contract. */
export const GIVING_POWER =
  /^(transferOwnership|renounceOwnership|grantRole|revokeRole|upgradeTo|upgradeToAndCall|installModule|uninstallModule|enableModule|disableModule|setGuard|setModuleGuard|setFallbackHandler|addOwner\w*|swapOwner|removeOwner|changeAdmin|setAdmin|setOwner)\(/
