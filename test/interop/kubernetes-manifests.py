#!/usr/bin/env python3
"""The manifests of docs/running/kubernetes.md against Kubernetes' own schemas, where no unknown key is allowed.

Needs `pip install kubernetes-validate`, which holds the schemas. Exit status: 0 when all is well, 1 when something does
not fit, 77 when it is not installed.
"""

import os
import re
import sys

from emulators import ROOT, equal

PAGE = os.path.join(ROOT, "docs/running/kubernetes.md")


def main() -> int:
    try:
        import kubernetes_validate
        import yaml
    except ImportError:
        print("skipped: kubernetes-validate is not installed")
        return 77
    version = ".".join(kubernetes_validate.latest_version().split(".")[:2])
    with open(PAGE, encoding="utf-8") as file:
        blocks = re.findall(r"```yaml\n(.*?)```", file.read(), re.DOTALL)
    manifests = [manifest for block in blocks for manifest in yaml.safe_load_all(block) if "kind" in manifest]
    for manifest in manifests:
        kubernetes_validate.validate(manifest, version, strict=True)
    kinds = [manifest["kind"] for manifest in manifests]
    expected = ["ConfigMap", "PersistentVolumeClaim", "CronJob", "Deployment", "Deployment", "Service"]
    equal(kinds, expected, "manifests of the page")
    must_fail(kubernetes_validate, manifests[kinds.index("CronJob")], version)
    print(f"manifests against the schemas of Kubernetes {version}: all is well")
    return 0


def must_fail(kubernetes_validate, cron_job: dict, version: str) -> None:
    cron_job["spec"]["jobTemplate"]["spec"]["backofLimit"] = 1
    try:
        kubernetes_validate.validate(cron_job, version, strict=True)
    except kubernetes_validate.ValidationError:
        return
    raise AssertionError("a key that Kubernetes does not know was accepted")


if __name__ == "__main__":
    sys.exit(main())
