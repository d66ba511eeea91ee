"""Every source of the contract, by the name that rules and formats give it."""

from collections.abc import Iterator, Mapping

from mockkf.command.contract.source import RECORDED, Source

SITE = "software.keyfactor.com"
GITHUB = "https://github.com/Keyfactor"
API = "Content/WebAPI/KeyfactorAPI"
READ = "2026-11-26"
"""The day on which the pages were last read."""

CURRENT = (25, 5)
"""The release of the pages that the site calls current, and of the published interface, which was compared with it."""

EARLIER = (25, 1)
"""The release of the pages under `current` in lower case, by the numbers of their tables."""

PAGES: Mapping[str, Mapping[str, tuple[tuple[int, int], str]]] = {
    "GET SMTP": {
        "10.3": ((10, 3), f"Core-OnPrem/v10.3/{API}/SMTPGet.htm"),
        "11.4": ((11, 4), f"Core-OnPrem/v11.4/{API}/SMTPGet.htm"),
        "25.1": (EARLIER, f"Core-OnPrem/current/{API}/SMTPGet.htm"),
        "25.x": (CURRENT, f"Core-OnPrem/Current/{API}/SMTPGet.htm"),
    },
    "PUT SMTP": {
        "10.5": ((10, 5), f"Core-OnPrem/v10.5/{API}/SMTPPut.htm"),
        "12.5": ((12, 5), f"Core-OnPrem/v12.5.0/{API}/SMTPPut.htm"),
        "25.1": (EARLIER, f"Core-OnPrem/current/{API}/SMTPPut.htm"),
        "25.x": (CURRENT, f"Core-OnPrem/Current/{API}/SMTPPut.htm"),
    },
    "POST SMTP Test": {
        "10.3": ((10, 3), f"Core-OnPrem/v10.3/{API}/SMTPPostTest.htm"),
        "12.0": ((12, 0), f"Core-OnPrem/v12.0/{API}/SMTPPostTest.htm"),
        "25.1": ((25, 1), f"Core-Hosted/v25.1.1/{API}/SMTPPostTest.htm"),
        "25.x": (CURRENT, f"Core-OnPrem/Current/{API}/SMTPPostTest.htm"),
    },
    "SMTP": {"25.1": ((25, 1), f"Core-OnPrem/v25.1/{API}/SMTP.htm")},
    "Versioning": {
        "10.1": ((10, 1), "Core-OnPrem/v10.1/Content/WebAPI/Versioning.htm"),
        "10.3": ((10, 3), "Core-OnPrem/v10.3/Content/WebAPI/Versioning.htm"),
        "10.5": ((10, 5), "Core-OnPrem/v10.5/Content/WebAPI/Versioning.htm"),
        "11.3": ((11, 3), "Core-OnPrem/v11.3/Content/WebAPI/Versioning.htm"),
        "25.1": ((25, 1), "Core-OnPrem/v25.1/Content/WebAPI/Versioning.htm"),
    },
    "Web API Common Features": {
        "10.1": ((10, 1), "Core-OnPrem/v10.1/Content/WebAPI/Web%20API%20Common%20Features.htm"),
        "12.4": ((12, 4), "Core-OnPrem/v12.4/Content/WebAPI/Web%20API%20Common%20Features.htm"),
        "24.4": ((24, 4), "Core-OnPrem/v24.4.3/Content/WebAPI/Web%20API%20Common%20Features.htm"),
    },
    "Authenticating to the Keyfactor API": {
        "11.0": ((11, 0), "Core-OnPrem/v11.0/Content/WebAPI/AuthenticateAPI.htm"),
        "11.3": ((11, 3), "Core-OnPrem/v11.3/Content/WebAPI/AuthenticateAPI.htm"),
        "12.1": ((12, 1), "Core-OnPrem/v12.1/Content/WebAPI/AuthenticateAPI.htm"),
        "25.1": ((25, 1), "Core-OnPrem/v25.1/Content/WebAPI/AuthenticateAPI.htm"),
    },
    "Security Role Permissions": {
        "11.3": ((11, 3), "Core-OnPrem/v11.3/Content/ReferenceGuide/SecurityRolePermissions.htm"),
        "12.2": ((12, 2), "Core-OnPrem/v12.2/Content/ReferenceGuide/SecurityRolePermissions.htm"),
        "24.4": ((24, 4), "Core-OnPrem/v24.4/Content/ReferenceGuide/SecurityRolePermissions.htm"),
        "25.2": ((25, 2), "Core-Hosted/v25.2/Content/ReferenceGuide/SecurityRolePermissions.htm"),
    },
    "GET PAM Providers": {
        "11.4": ((11, 4), f"Core-OnPrem/v11.4/{API}/PAMProvidersGET.htm"),
        "11.6": ((11, 6), f"Core-OnPrem/v11.6/{API}/PAMProvidersGET.htm"),
    },
    "GET PAM Providers ID": {"10.5": ((10, 5), f"Core-OnPrem/v10.5/{API}/PAMProvidersGETID.htm")},
    "POST PAM Providers": {
        "10.5": ((10, 5), f"Core-OnPrem/v10.5/{API}/PAMProvidersPOST.htm"),
        "11.0": ((11, 0), f"Core-OnPrem/v11.0/{API}/PAMProvidersPOST.htm"),
        "12.4": ((12, 4), f"Core-Hosted/v12.4/{API}/PAMProvidersPOST.htm"),
        "24.4": ((24, 4), f"Core-Hosted/v24.4/{API}/PAMProvidersPOST.htm"),
    },
    "PUT PAM Providers": {
        "10.5": ((10, 5), f"Core-OnPrem/v10.5/{API}/PAMProvidersPUT.htm"),
        "25.1": (EARLIER, f"Core-OnPrem/current/{API}/PAMProvidersPUT.htm"),
    },
    "GET PAM Providers Local ID Entries": {
        "25.1": (EARLIER, f"Core-OnPrem/current/{API}/PAMProvidersLocalGETEntriesID.htm"),
    },
    "POST PAM Providers Local ID Entries": {
        "12.3": ((12, 3), f"Core-OnPrem/v12.3/{API}/PAMProvidersLocalPOSTEntriesID.htm"),
        "24.4": ((24, 4), f"Core-OnPrem/v24.4/{API}/PAMProvidersLocalPOSTEntriesID.htm"),
        "25.x": (CURRENT, f"Core-Hosted/Current/{API}/PAMProvidersLocalPOSTEntriesID.htm"),
    },
    "PUT PAM Providers Local ID Entries": {
        "25.1": (EARLIER, f"Core-OnPrem/current/{API}/PAMProvidersLocalPUTEntriesID.htm"),
        "25.x": (CURRENT, f"Core-OnPrem/Current/{API}/PAMProvidersLocalPUTEntriesID.htm"),
    },
}
"""The pages of the vendor's documentation, by title and release: the release as numbers, and the path."""

SDK = "Keyfactor/keyfactor-go-client-sdk"
TERRAFORM = "Keyfactor/terraform-provider-keyfactor"

OTHERS: Mapping[str, Source] = {
    "GET Permissions 25.x": Source("GET Permissions", "25.x", f"{SITE}, PermissionGET", "2026-11", (CURRENT,)),
    "published OpenAPI 2022": Source(
        "OpenAPI of Keyfactor's Java SDK",
        "10.x",
        "Keyfactor/keyfactor-java-client-sdk, api/openapi.yaml",
        "2026-11",
        (),
        url=f"{GITHUB}/keyfactor-java-client-sdk",
    ),
    "published OpenAPI 25.x": Source(
        "OpenAPI of Keyfactor Command v25",
        "25.x",
        f"{SDK}, swagger/Keyfactor-Command-v25-v1.swagger.json and swagger/Keyfactor-Command-v25-v2.swagger.json",
        "2026-11",
        (CURRENT,),
        url=f"{GITHUB}/keyfactor-go-client-sdk",
    ),
    "Go SDK 25.0.2": Source(
        "Keyfactor's Go SDK v25.0.2, of 24 June 2025",
        "25.1",
        f"{SDK}, v25/api/keyfactor",
        "2026-11",
        (EARLIER,),
        url=f"{GITHUB}/keyfactor-go-client-sdk",
    ),
    "recording 25.4": Source(
        "Recorded test data of Keyfactor's Terraform provider, 25.4.1",
        "25.4",
        f"{TERRAFORM}, test data",
        "2026-11",
        ((25, 4),),
        RECORDED,
        f"{GITHUB}/terraform-provider-keyfactor",
    ),
    "recording 25.5": Source(
        "Recorded test data of Keyfactor's Terraform provider, 25.5.1",
        "25.5",
        f"{TERRAFORM}, test data",
        "2026-11",
        ((25, 5),),
        RECORDED,
        f"{GITHUB}/terraform-provider-keyfactor",
    ),
    "live 25.5": Source(
        "Answers of a live server on 26 August 2026, quoted in tests of Keyfactor's Terraform provider",
        "25.5",
        f"{TERRAFORM}, unit tests",
        READ,
        ((25, 5),),
        RECORDED,
        f"{GITHUB}/terraform-provider-keyfactor",
    ),
    "issuer log 25.x": Source(
        "Answers of a server of an unnamed release, quoted under Troubleshooting",
        "25.x",
        "Keyfactor/command-cert-manager-issuer, README.md",
        "2026-11",
        (),
        RECORDED,
        f"{GITHUB}/command-cert-manager-issuer",
    ),
}
"""The sources without a page on the site: published interfaces, clients, and recordings of real servers."""


def _pages() -> Iterator[tuple[str, Source]]:
    for title, releases in PAGES.items():
        for release, (number, path) in releases.items():
            url = f"https://{SITE}/{path}"
            yield f"{title} {release}", Source(title, release, SITE, READ, (number,), url=url)


SOURCES: Mapping[str, Source] = {**dict(_pages()), **OTHERS}
"""Every source by its name."""
