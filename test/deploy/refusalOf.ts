// The sentence by which a deployment is refused; any other error is a failure of the test.
import { DeploymentRefused } from '../../deploy/refuse'

export async function refusalOf(action: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof action === 'function' ? action() : action)
  } catch (error) {
    if (error instanceof DeploymentRefused) return error.message
    throw error
  }
  throw new Error('It was not refused')
}
