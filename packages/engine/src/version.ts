/** Version of the engine as history records it; a spec compares it with package.json. */
export const engineVersion = '0.1.0';
