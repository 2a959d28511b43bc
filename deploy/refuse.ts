// A deployment that is refused: Hardhat prints the sentence without a stack trace and exits with 1.
import { HardhatPluginError } from 'hardhat/plugins'

export class DeploymentRefused extends HardhatPluginError {
  constructor(message: string, cause?: unknown) {
    super('latchkey', message, cause instanceof Error ? cause : undefined)
    // Hardhat's own classes set the prototype back to theirs.
    Object.setPrototypeOf(this, DeploymentRefused.prototype)
  }
}
