/** zstddec's types name this one; it comes with the types of browsers, which a program for Node does without. */
declare namespace WebAssembly {
  type WebAssemblyInstantiatedSource = unknown;
}
