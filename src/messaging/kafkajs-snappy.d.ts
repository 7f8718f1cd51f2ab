/** The package brings no types. */
declare module 'kafkajs-snappy' {
  interface SnappyCodec {
    compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
    decompress(packed: Buffer): Promise<Buffer>;
  }
  const createCodec: () => SnappyCodec;
  export = createCodec;
}
