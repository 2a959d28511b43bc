// What the README's code takes for given, in front of that code.
import { computeAddress, parseEther, SigningKey } from 'ethers'
import {
  allow,
  createSession,
  installCall,
  openZeppelinAccount,
  randomSalt,
  sessionId,
  signSessionOp,
  toAddress,
  type Address,
  type EntryPointVersion,
} from 'latchkey'

const address = (digit: string): Address => `0x${digit.repeat(40)}`

const key = new SigningKey(`0x${'11'.repeat(32)}`)
const socio3 = {
  address: address('2'),
  abi: ['function upvotePost(uint256 postId)', 'function tip(uint256 postId) payable'],
}
const [account, module] = [address('3'), address('4')]
const now = 1_700_000_000
const upvote = { to: socio3.address, data: `0x8d2f8268${'00'.repeat(31)}2a` }
const entryPoint: { address: Address; version: EntryPointVersion } = { address: address('5'), version: '0.7' }
const chainId = 1n
const terms = {
  sender: account,
  nonce: 0n,
  callGasLimit: 100_000n,
  verificationGasLimit: 200_000n,
  preVerificationGas: 50_000n,
  maxFeePerGas: 2n,
  maxPriorityFeePerGas: 1n,
}
