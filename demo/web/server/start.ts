// Everything behind the page, in its order.
import { installPackages } from '../../../e2e/processes/installPackages'
import type { Processes } from '../../../e2e/processes/Processes'
import { startBundler } from './bundler'
import { startGateway, type Backstage } from './gateway'
import { installWebPackages } from './installPackages'
import { buildAndServePage, servePage } from './page'
import { buildWebStage } from './stage'
import { signingWallet } from './wallet'

/** Where the page is, and what stands behind it. */
export interface Running extends Backstage {
  readonly url: string
}

/** @param isBuilt Whether the page is built first, as it would be published, and not served from its sources. */
export async function start(processes: Processes, isBuilt: boolean): Promise<Running> {
  installPackages()
  installWebPackages()
  const stage = await buildWebStage(processes)
  const bundler = await startBundler(processes, stage)
  const backstage = { stage, bundler, wallet: signingWallet(stage, bundler) }
  const gatewayUrl = await startGateway(processes, backstage)
  const url = await (isBuilt ? buildAndServePage : servePage)(processes, gatewayUrl)
  return { ...backstage, url }
}
