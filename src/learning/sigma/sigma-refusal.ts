/** Why a Sigma rule is not imported, in words for the person who wants it. */
export class SigmaRefusal extends Error {
  override readonly name = 'SigmaRefusal';
}
