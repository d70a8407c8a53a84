import Image from "next/image";

export function useMDXComponents(components) {
  return { img: (props) => (typeof props.src === "string" ? <img {...props} /> : <Image {...props} />), ...components };
}
