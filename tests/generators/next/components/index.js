import Image from "next/image";

export function Figure({ src, alt, children }) {
  return <figure><Image src={src} alt={alt} /><figcaption>{children}</figcaption></figure>;
}

export function YouTube({ id }) {
  return <iframe src={`https://www.youtube.com/embed/${id}`} title="Round the lighthouse" loading="lazy" />;
}
