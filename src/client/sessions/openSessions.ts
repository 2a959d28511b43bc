// The client's front door.
import { Sessions } from './Sessions'
import { sessionsContext } from './SessionsContext'
import type { SessionsOptions } from './SessionsOptions'

/**
 * Finds out what kind of account it is, by which EntryPoint it is reached, and that the module is what it should be. Prompts
 * nobody.
 *
 * @throws AccountNotDeployed · AccountKindUnknown · EntryPointUnknown · BundlerOfOtherChain · ModuleNotDeployed ·
 * ModuleCodeDiffers · ModuleVersionDiffers · LensOfOtherModule · FieldNotValid.
 *
 * @example
 * ```ts
 * const bundler = inProcessBundler({ signer: await provider.getSigner(0), entryPoint: op.entryPoint })
 * const owner = { sendCalls: async () => ({ id: '1', wait: async () => ({ transactionHash: ONE_WORD, success: true }) }) }
 * const refused = await openSessions({ account: ACCOUNT, owner, bundler, provider }).catch((error) => error)
 * refused.code // => 'AccountNotDeployed'
 * ```
 */
export const openSessions = async (options: SessionsOptions): Promise<Sessions> =>
  new Sessions(await sessionsContext(options))
