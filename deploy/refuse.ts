// A deployment that is refused: `deploy` prints the sentence alone and exits with 1.
export class DeploymentRefused extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'DeploymentRefused'
  }
}
