/** Written by tools/golden/write.py with PyTorch: see golden/manifest.json. */
import type { GoldenCase } from '../goldenCase.js';

export const batchNormGolden: readonly GoldenCase[] = [
  {
    "name": "batchNormTraining: [3,4,2,5]",
    "op": "batchNormTraining",
    "attrs": {
      "epsilon": 1e-05,
      "relu": false
    },
    "inputs": [
      {
        "shape": [3, 4, 2, 5],
        "float32": "lzE4P3QERr/S+4o9nmhpP3Irdz+eFhc/mv9nPx3FDj89yQw/1HNLPx6BOj/vaaq+2xc1v1bDyjxxTmM/U+w8v0Eosz1UfjY/iptPv6MtE7/HC/w+D2htvs5VzD51OOW+AgLAvW7jWz+9uws9W1ENvmimLL+/Yhi/gtiEPicr5T6672K/FO/QPXmrAL9osBC+lAJUPhraQD8eElG+YrOSPl8iCr9ZJco+4w04PyT4Uj4Y9QY+lc9aP9M+ab9xnVy/hnU5vwhBzT78ykU/CoQGPb6wTb+BClC8TRV9v3+1571OKbI+gfUkv4xnNL9H+FC/SHpBP1OjTT6jMJM+P+ZsPru2M75xGxW9Z79LvswrQ7+636a+DdZ7Puk8PT/tYCo/iz1Rv/9VYL8actW+T6Fjv5+icb8HkAy+s+J7PnSBTj+C7B6/fVbiPn1YFL9yXMg+QPN5vxgnaL+DjwU/QKYJvk1O8773FeY+ddl2vpyuMz4g/ES/B0jZvjptIb77dS4+0pYLv9Ke0L53MdQ+Cda8Pdu5OL9cBFY/7EVkPgTwLz+IWLE8O9Jyv86lAb8innm/+SMuPpJZB78tR7w+gvolv/YPVr/nXxM/Jq3yPoJcab8L7ry9RLSTvlKICD9c4ya/"
      },
      {
        "shape": [5],
        "float32": "QMZqP/Okg75DaB6/Okcxv/q2Y70="
      },
      {
        "shape": [5],
        "float32": "RCXdPqxcOD9C1Du+TZSUvaBVYr8="
      }
    ],
    "outputs": [
      {
        "shape": [3, 4, 2, 5],
        "float32": "t/O0PzpCjT9JAge/To+qv5zGer/KsJ0/9VqNPuIXh7/Evli/P552v1qTtj988WI/xd+dPtHREL4C43i/oG8iv27vLT8TgZy/sxR7P5dFVb8VFIw/xjRWP9VqYr8SaPw+ifxgv2gIzj9QqjQ/SmScvrojTD/PxlS/qGZEPwqFAD8fWwA/khB7vjUIV7+45VA+W9seP2EWor/a9Ck+tT5qvwggtr4BLQc/cFidv9sJxb5Qema/lUbNP5nvlT87FfM+9FZdP34Hbb/qgb4/cdM0P9Ln0j66prq9KzNLvyVreT5mFQ0/gS12PmSNVj8uZU+/snm7P0KkHz+7nUO/tXLWvgb/Xr/567M+kA9SP9k5vD7dr6g+t0Fpvw9/uD8xEco+MY/aPpzFiD+LHlm/sdRYv6MAmD9+zJy+hYLgvpXodr9mjvC+iTcBP4yKLj5AOCK/c39Lv7kvX7+5V+4+d16evgSpBz/HNW6/06mCPZvWIj/vIsA+31/sPlVuX793WSQ/17t9P5JtdbzyKSq/kYNlv62JHL9fEp8+5swxvzP5g7/Py2O/yC1uvxXWeD9qzhg/vk+svpJlVr+1WWs/9V2FP5f05D6il2G/DM9uv4viYL8LmkQ/oKwSvo8IU7+5ZVO/"
      },
      {
        "shape": [5],
        "float32": "jyOrPA1bnTuZnYC+Nm7ZvBw7Hb0="
      },
      {
        "shape": [5],
        "float32": "YQvaPqF3iz7gsKg+fymIPkH0rj4="
      }
    ],
    "dys": [
      {
        "shape": [3, 4, 2, 5],
        "float32": "mJNfP5sOeL/IVEE/b79ZPwroXz8z2mW+nMUivzEbRr8XbEo/PzIfv61hyr2eM66+ajkCPGUNVb/eFWw/pyhlv13bFr9dbUC/73/oPvT1Ej+mqbK+Vq5Dv7R0lj7RvTm/1+8yPj+pVL4ObRI+C7xNv2atT78Nwj8/A0FmP8Rn3D16lSk/d6FFv2OCPj7XuO6+fUHwvFL+ML9toTe/ODdpv/ZJqj6Qr7C+O0Fmv9T3Eb8uzkQ+LWn2PohR/D7K+Ca/YYRhP81EUD/p/DY/O4sDP4wzm75HY6Y9vTQuv369Pb/CW7a9BloEP9xsfD+FZXK/SPsUPojlUD973K4+PsERP2FMyD4yAos7aHTLPtnQbD8CrF8/fRqrvqwJ7z40TCQ/q94fPwciFr8obnq+xCnaPmmJEb/wrlu/NOkKv/XFUL+Qxtu+KE08vxZq0DvNqhS/moMgP7XLd798iXw9bCr0PXiOUL8gGFq/N8fEvEYDer/QoVk/N/Y/P9QNXz6JAkY/A1ZwPzQFQD9cIRo/Nv8BP6CQbL+TpRa/ABIoPw73S75j3Ja+MgrKvlAOf7+2eM09ODjTPhz3B7/Ulf2+UUT6vvn6Pb9q4Qy/aJfoPhV4fT81jz4/VQhdv1tCAb/uMz0/"
      },
      {
        "shape": [5],
        "float32": "bt/EvqTt7L56gSM/zCXbPn2WAz8="
      },
      {
        "shape": [5],
        "float32": "DSJpv0VERD9gCLS+RYUkv3Xacr8="
      }
    ],
    "gradients": [
      {
        "shape": [3, 4, 2, 5],
        "float32": "GwhbPx+OqD7pOXi/kHWev6J8Cb6EwB6/vv2YPkgM5j6nM5G/9p6tPInoA7/4c189krJLPsUOij8XAgi+dslfv4LCVz4vmrQ+Ml0Yv2HzUTwjiz6/RAeLPvidIL9iMXc/7MFhPCRgPL8X/h2+2qROPxsvjD9eTxS7SbuQPz7i1L0JdNi+uCN+Px/cND0hqxS/Sd5jvVKgiT77XHA/t8izPViTPz9CQes9LVkCP2oPNz8TYqu7HSVwPnzBzb6Xnns/E0GWv4Qgrr198Ro/Lpasvv5JFD8AJhW+eOInPhBPe7/fsHW8RjnCvn57qL+HQDQ+kIY+vvrz8b5lZCC/UxVRv6YZCLoyoNU8a6iYvq6TQ7/JSJi/uKkTPbpejD7aEbO+FhXUvrtoTj9Qy6A9f82HP2Fn8j2jl10/pu0sP/V9Hj3Vc4++pTmfPvccED4CpTc/L1oePaORY796bJq9Qd9BvuYjiz9Pn449JVW9PUIp0T4rDC6/uS+Cv3Ilbzwp+X8/XasXv3nVPb9sVV+/iOQDvdRebL+LLoo+L5Vvv8aEPj677Uo93mZ8vRhWuj5HEmY+tCsavzk56j0MqWK/6yzSPVmtiD8HKio/1FRnvei97j/H1Ou+eixxP/dAGz/ye0c7"
      },
      {
        "shape": [5],
        "float32": "DM6dQMigzD7wgbPAEcLGvZHzoD4="
      },
      {
        "shape": [5],
        "float32": "bDDhvbuVUMBulTq/Ss90v4KDmD8="
      }
    ]
  },
  {
    "name": "batchNormTraining: [3,4,2,5], ReLU",
    "op": "batchNormTraining",
    "attrs": {
      "epsilon": 1e-05,
      "relu": true
    },
    "inputs": [
      {
        "shape": [3, 4, 2, 5],
        "float32": "73SCPl2r276SPlO/U9aUPZHEXz8pi7Y+2707Pz3RV78ScVi+9mFDvq4kr7440xa/mWB+v/T9Y78dqTg/YXKmPC2CbD3pmwi/INQmv2ONbz9uRng9qrwLP2w7ET5JqFy/Ojs5v0mDXj+ZHzI/5CnXPV39kbzbACS/qLr0vva1/TxQdX0+VXIqP+Hhd7/bKHu/G7gov5GGaj5UiDY/gBw3v2oz6z4dFno/cZW5viLMCz/QIhe/rmOQPoNtKj8fGIk+146lPjiCkT5Ba5Q+PTb0vZ+KcD/HusE+17BOv/rErr1LeQ+/bZY7PmGyVT/6J0G/SIgtv523SD7PgRa/6gj/Pg8wXb/bSsY9cG0IvUII7b0o2RS+7p1bP93AR78hdge/XiBtvym7qjw5ywS/NhA+PzLTej8WWqW9rl0/P7NxmDyXP72+/eGBPQo/cb+Y/qU+uiR2P1lnOD9a0fQ+pHMhvw7QjT18eQw/2bPQPe9m5b4Ny1Y/BFuKPlbNaz+JRqm88rPPvpRUer+0AyM/uoTtO1p3gz5sAIa+63XbvhmuWj9cEVY+AddVv15GOb88lVO/7Mh3v3n0rr5fAqo9scpuP09tnjq7WWg+onsPv/DfMr/CPxc/OZ5MvhO3JT/T+fQ+"
      },
      {
        "shape": [5],
        "float32": "r3dYPz6bmL62Xxo8JAi9PVhMQ78="
      },
      {
        "shape": [5],
        "float32": "nuWfvg0cO7570ya/szBqP1wXDj8="
      }
    ],
    "outputs": [
      {
        "shape": [3, 4, 2, 5],
        "float32": "dxcjPjirwT0AAAAAV/JlPwAAAADhXKg+AAAAAAAAAACVk1k/LWI7PwAAAADvOTg+AAAAAAD/Oz8AAAAAAAAAAAAAAAAAAAAArmZGPwAAAAAAAAAAAAAAAAAAAABtPj0/x3+rPx13lz8AAAAAAAAAAGsBYj9/Y58/AAAAAAAAAAAAAAAAF8d/P8E9zz8AAAAAbmBePgAAAAC46oA/KEqqP7UQAD8AAAAAAAAAAE+Qej9CDJg/YolRPgAAAAAAAAAAJd1wP2iOQj4w+F4+AAAAAAAAAACWQnM/3L23PwAAAACmjSg+AAAAAFKRgz8sBbA/AAAAAAAAAAAAAAAAg3l4PxcDwD8AAAAAAAAAAAAAAACCc1w/AAAAAAAAAACMeBc+AAAAAHWwYz9zlY0/Nth4PwAAAAAAAAAAEauBP1lu/D4AAAAAAAAAAAAAAACn5nA/AAAAAEhpbz8AAAAAAAAAABnMZT8AAAAAAAAAAEVr1j0AAAAAz4xuPwAAAAAAAAAA+yeoPQAAAABrg34/qYgBP+l0Jj7JY7A7AAAAANX9gz9vLY0+AAAAADnWgD4AAAAABKE4P0h2Zz8AAAAAAAAAAAAAAADVqWw/j66TPwAAAAAAAAAAAAAAAAj5fj8AAAAA"
      },
      {
        "shape": [5],
        "float32": "gmTmvP7Fuj3p1Ia+2jIuPtNmEr0="
      },
      {
        "shape": [5],
        "float32": "OsSDPrsaoD5Rlpw+u7eWPvbh5D4="
      }
    ],
    "dys": [
      {
        "shape": [3, 4, 2, 5],
        "float32": "As5yPyCwbT+xzie/J+6fPitB173oY3M/XimcPiI9KL+U9ns+VbwRP7R/VD4d0Hs+9YbgPFyDK7++I0O/vat7vzTdC76ZKL4+zfLDvhrCCr+D0oS+1PUUP9w4Ib5qr9M+bDsNPz/ITz8mwpu9baAtvzJ4rD6ndXY/MXIfP33rAz2WIHc/pZZXv2AEmj6iyn6/A5Revwikj72EZz+/A7tIvqSrpL3cEzq/1Fpqv8RQPT80BtI+FTF3vo/40b2U4EK/ND/7PrXp9L5ViDc/MDpiPxZJXT+0tI2+E/k0v7uCA7/Y1qK8LG/tPX/ezz0FHWu8av1dP/7BYT/xwic/iEXfPuGQoT5TDV+/7y78vqbJYT/lANm+UBMVv+ok076fIWg/PY6KPpj5Ib4NVvo+94lyv9FkQT7+Dco9GPknv2hoAL/eh0I9NFxBP2TGF78/q2a/iP9+v6TTmz4dcUs/ifImvjD5Kj9SyUE/fDtnP5RJWj6W1IS+84r4vnrGQr+j+UY/hk1tvoK8jj6SBis/XShtv1t0R7/wAkY/mPRrvxYVxT5Vyhq/gCwVP2R/+L6rZyK9BerQvIcFSL/vSo6+/xwbv5Z/Ub9ZL6o+7sDUvvxMSb/+l74+G+skvlLsyL7uES69"
      },
      {
        "shape": [5],
        "float32": "UKiYPgAuND+7gvs+f+v1PuEk5rw="
      },
      {
        "shape": [5],
        "float32": "KXQPP5V1mz6IWN8+z8xWv0C+N78="
      }
    ],
    "gradients": [
      {
        "shape": [3, 4, 2, 5],
        "float32": "gVC3P55y3L4KRjo4ABqwPVJ1ab6XxLU/yT9wPeyUHrq5asI9Fk0rvz4rY70yH4e9bT7Hu+KITbzx2Eq+VovlvRS5fT1IXi482zaePD3Qdb4vcPK9If1zPXAqED1TzC0+U3kLvwvXjT+Z/3A977AKPU/UxT2C2IO/CDEMvcFBfj0V5x89xU4cvgW+V74fxzU9xmIHP1QmHT0BSw+++AadPjogob51ZGs9pSeKPLDk/z1wo9G+0CkOvxKZcT2/6iI9JbDJPQDR3T5ZN4U/U6CAPR56gz3ddBO9t1toP5S8w71duZo9GFMWPYW7h7uvTds9DHhEuyj3ej3DCA48fyudPRLdfb41Bv696ol/PTCh0zwoZsK8jTVmvgIUVTxWRta+E/Ntu7TFHTwAaAO/t+rmv7tVaz1wDd48P90Bvt8AAz/ciVG9F5x9PfckirtKqg2+/fh6vilYkj6zVnU9fyTpO7s6Fj7dQii+l6b/vcCUSb1h+nc9daiCvcTgcr5Nbti9YjlAPspptLsxx9k9sKd/P1FMub/IkbK+8uZsPLDZLj27kBc/sPewPAEdpj7LoXW2zh3SPanDZj/ymvm9tEVsPbJ09jxXl6A9PuAGP9m4iTmMF3M9BZe6PDo9mb2tLhq+"
      },
      {
        "shape": [5],
        "float32": "TsC9P9J8Qr8AAAAADdDHPYaY9L8="
      },
      {
        "shape": [5],
        "float32": "IobXP6cOuz8AAAAA9gFVvwlSg78="
      }
    ]
  },
  {
    "name": "batchNormTraining: [2,5,5,4]",
    "op": "batchNormTraining",
    "attrs": {
      "epsilon": 1e-05,
      "relu": false
    },
    "inputs": [
      {
        "shape": [2, 5, 5, 4],
        "float32": "kcS+PhMpMD/BwSu/n9Z7P9G3cr/AkyU+pCo9P82FzL639AQ/3nNjPxmXFT8/lSI/sOHpvsIh2T4kdl2/zpAjPwdYDj+tj3C+hNdev6iLfL5kNTe+51A9P5b5Cb8auV6+NiMePb6nKr+Epd++eINLv08VCr8RzB4/I+8Sv1hYr72Ixq8+W1M9PRdeOD/+tUm/Dqc/P0htpD5SxKw+JrCIPhtonj7/N0s/feJsvq1XWL55D14/ZU26vuujuL6ZLHm+MNLWvr4gX75WCwe/N1VEv4AqdD/v3JC8a+krP6UCdr94Cka8okUQv2FhJz98f0W+HDLrvbEblL7qaX6/KDZhv+KTeT+Q0tI+ru80P77Quj6z2hs/zfU9v83PL7/N6QC/TfycPoPcILwY308//wiLvjG1ST8RgLq+bFwKPkP6oz5RhU+/ZplPP7d/Az/PE1e/abgEv3jG6T5KjJW+Pa2QvoHYBr/XwkM/721ivrZH4r73p8m+eH37PpOPND7P50s+MxwLv4j8Kb+Athe+puw7vSBXAz2wpLs+VdU8P+V/Sb8UDUc/a+cFP4kILz9pO0G/cZAJPrxcLL8orho/n5mvPmtcFj86kHO9jCmrvjA0dT5pXki/iDVZPyN96bzN4Py+wqQbv5eRjT4QHTA/g2lQv02ebb4odK++9naRPrG9c79bVg8/iT8Ev/B8cb/XgAI/WqBAv4QRLL8Hzjq9/rxWPzZ5f79n1Uk/QzpwPkIqdL/IrWk/bjXBvdzEDL8Oc5A+FbjtvqrimT7ydfi+xOOlvk4z4j5O7Me+kDQPPxGxnD6YC/O+y5GSPuqYPT6gD2w+o9LNPUfT5L4z9HM/iDpaP1K5ND4IN1I/6Vw4v9Q4Pj+/vYg+esz3vgsrvrs/LSy+DYoSPi7z/L5Yy6u+TLGivhwotL0YaDy/YrXfPYIJkL4hUQ0/kpL3PtZDTr+xYFs/sZNMv4CYfz9Yafy8tCFavtqTTT3w12m+Urhiv7ATBb+Nuni86qgIPw0ib7/sshM/1mqnPk1QhD3cGdy9H+0Bv6KfCT03mkO/MPiKvvWi1j4="
      },
      {
        "shape": [4],
        "float32": "jAdnv5nAIT+Oc+E+3X/fvg=="
      },
      {
        "shape": [4],
        "float32": "TMZVv0MpgL7Sxhg/Xc8xPw=="
      }
    ],
    "outputs": [
      {
        "shape": [2, 5, 5, 4],
        "float32": "Cvuxvwjh7z6mm/09fhYrvqAkSj90zBq+sbOaP59oaz+a/dC/WlE0P/h5iz+7xto9MEWvvPJ7IT5rX9G8vZnUPS292L9zOB6/DlzzvBGsTD+yz/W+72wHPzrGZj6k0EY/ddNWvwAokL9toZs+6HmdP3lh6z00AMc+YjNLPoVKLD8uy6u/1v6Svg7bmD+kxJw/yrcAwBSbFT3zUWY/JcPKPkCgpL+Ayhc/vZPsPtaPRT85RA3AOxRFv5OkuT6QAkw/oKupvRIXGb9Ey28+16eaP49jFsDdgrm+VhCUPz8rrj88Z0G/uKCAvw5Skj9d3EE/RfsVv1mZLr9KLf+9yv+lP0WfGMBPoRI+HomXP9xhoz7J4+O/woSbvxKm5D1YLIA/Hgqkv1PFtL7d5aE/aa9RPxLeBMAOMkW/IHg+P9tStT4CCxA/jfIcPzmEhD+7BKI/jI+kPeOqSD7KpNQ+teZTP5+gwD0mAw8/cZnwPnv0cz9BTAC+lV9yPi2WRj/jDOY+GfH4PTvDj7/+qwY/nkwkP7YPVL+FHrg935KaP2SvnD9oxQPAJ2WMPsRDlT8JcJk/ykd/vzMpkb9Fb40/aTGsPh1b378qsdK+XwPEPg/U1T68PAQ/fEIoP5c9Hj8YZ34/QqNpPmJOg7wmrpU/f2afP3vnyL6gsT6/ENFbPwxHrT8Vj9m/Expzv0Sdr70GMlI+6enuPu78kL8Y3xo/mQRavc8yXz8YKRY/WhBSP7FxrT+kDxLARrbnvtYsXj47qsQ+/tUTvChXSTy4iYg+0TtcP02awL+HGE2/JQWJPycMuz7lgQU8lnqUuylTSD9ua9k+5/pwv1sbXr98x68/A/KCvbGLiL/PBiA/QgOwPYFItDxpr5u/K0Zpvyq2Ij9B4zw/+n2Bv1JObL/hhsM+U/paP49WIb+tmpq/2l45P2WmUz8x5Ne/eCZpPuHJpDzAKoq9AS8LPz5yVT8dyR0/yulFP2e4W79aPhy/OGwpvQfPgT+OGEC/GOKSPkQeob3tKBw+Lliov1Pqh76Urw4/NZKAP6m1VL/m1p6/d8jcPqaGjT4="
      },
      {
        "shape": [4],
        "float32": "SPITPaipnj2xXWa9x4vnvQ=="
      },
      {
        "shape": [4],
        "float32": "hweZPimCkz4mr6c+fBOePg=="
      }
    ],
    "dys": [
      {
        "shape": [2, 5, 5, 4],
        "float32": "PIhmvpqSNb+pG/m+s9E6vo1neD6yd1q/BHMLv/yV8j4KR8w+XHMhP5YiUj8IPX2+QIJZPiZT7D5Jp5W+N1YZv6bCBr/LixC/XAAlvxTPHr+9LrW+vM3GvnUHij4BjNW+JMsTPq1PKT9bvhO+6Kgpv//OIb9BJM6+YqoxP8jggD6NVGi/TRETv92NBb8rF7W9RUmfPriai74zK0A/y62+vjBTEj9/Pgq/XtQwv/baVD8h9gq/aAUzv85qMT/1/i+++B0kPv2hJ7+H4le/8smovZXOXz/wFfY9pnc4P6dsC78rFHI+AIU1v/U/Nj0NZXM/5OsJv+s+I7/KmA6/AW1Qvzk/Nz97Lz4/NeHZPVT1VT/C3my/kgFPP/lbgL6z7BM+glMEPzLqET/4RYi+k/dTPkGlCT+XazE/my8Cv/4WUj9zXDm/em0UPwAbbL7qj2u/+ugQPssOTj8rmDY/Baw9v3s9RL+6Lqk+PWkuv0McXL9juB0/uRSyvF3VkL5meiK/4Iocv54vLT/7SdC9rnNCP+smjL4lPDU/j2LuvusZoD0so3K+RGhbP4We4D6coRM/Hm0Yv+K1l76TsHQ+LMkiPiIoi73VwoK+kflSP1KnWj+06nE/oX9lvz9Rr745efs+Bw33vjAvBD9Ml3w/Lumlvv4nLr/bnBc/Av1TP6ArWz/kmfW+ZZoWvwAJGz/as2s/aEONPk4Acr9CieO+9wS3Pr0jEL+pT0o/gOX0PtT5ib0gC2C/kB1+P6jhcT18yRM/sNvsvrmPOz9d3J6+bpTnvlucMb+3cSg/gt85PSjueD/4PWm/7JdIvyF8Eb/aEN8+gOyZPoxWs75wJ7M+PiMSvkVpQr6ZlhA/S6yDPnerhzxS6zk/5K9RP6glPD/ZYUS+y89+v0dgWz/O3io+s/RNP6dHKT60rBG/XJluP1ScbL9lbtK+jqc3P8b7oL6iglS/F0QpP7odI7+82MI+pw6nPumoJj/YRmw/AfEKP9yBPD+TaAe+BlA2P3QAEz8tTMy+EMI4vyknab+SBz2+FaSHPn/bar9bKMm8byUQvxgRdr4="
      },
      {
        "shape": [4],
        "float32": "miwHP9U/N70dMnQ+9CxkPg=="
      },
      {
        "shape": [4],
        "float32": "GVpUP6bTpbz301c/jokkPw=="
      }
    ],
    "gradients": [
      {
        "shape": [2, 5, 5, 4],
        "float32": "trI0Pr1Zer9HnsO+EySWPkdBM7/eNY6/kjEBv8ezub6DlVe/7t8VPyn4DT9dHJ4+f4ocv+tZ1j5LN2O+Z+EVP2g1MD85Wj6/dzj8vgwrAz+mybA+kYkav3sMRT5/F7Y+zXLrvlnHOj8Izwa+MuP6Pj6kRj+QvBy/+FoFP0sgIL7/eaY/0FFGvyfJ+L5vACI98cwtv8eC4L6CogM/BU69PuVjkr/ZOUm/TD4Qv3nkH79idT0/SaRkv0ImAj97PCQ+q8AFv97UWb+aGyq/W2gXPUTOy7/lVkI9xvnxPibBwj5WqR2/Nwhkv4vmPr3yZze/M9InP/ZlU7/5Qda+JbIZP34dqr8fLUA/PCj6uq3JEb9r6qw/631oPwKHTL6bkeq9UN2GvzGPEz+Vtpa+AXsPvs5fhr+v8j4/ChHjvmToD7/VBGg/euwHPxNDgL75CjA/sKn/visQUj8RKgU/6noaP/S7fz/IZ3Y+3YYOv0NALj8n7aK/eKYevlZVi741ohE/E949Px5LPz+RKOu9EyMNv3g7az72cTY/rC3jviPeur3Eh2k+d5hgP2KXgj6KjfW+UNFEP+Bly76nldg9X+EjvTgih73kkMi+9ZgbP0K8GL9aXOy/A8+av8f/nL66l8W+eQ4GP3ic/D77Ky0/i1NjPrpBYT9mLyA/VKMTP7waOL+bixw/YHlAvzxT8j7OGh+/OF49vwemlL+tscS+RRsVvv0sID+8wEc/FOOePi1+yjtuaaU/CTeKP49M/jxc6L++2o4AP48QPz9UbYO+Prm+PgKgdD8W2TQ/sMImvWbKLr8w754/N8yEv/8F/L52oIm+8YQ2vzD4874iADA+Ja1+PnJU0j36OAM/s4JFPnda5j2Wf7O/Ng9nPxpkBT86ETw+XgC3P8ekcj8jO9E9RT0dv3koAb+mxTa/kpUqPztjPz80t/4+TjY3P7YBeL5HCEo/rZCwv0skar/+wX8+/FppvkjNpb836IA/zO3XPlnIFL/C7/i7Bb00P/ez5T4CHdg+Oxh+P539lb8OMTm+6ZpWvvlrpT85iZG9Fg/tvhgTkD4="
      },
      {
        "shape": [4],
        "float32": "nS5DP6hUyD+Rp1NAUo0rQA=="
      },
      {
        "shape": [4],
        "float32": "fDzhwBqIh0BpCEFA1AcLQA=="
      }
    ]
  },
  {
    "name": "batchNormTraining: [2,5,5,4], ReLU",
    "op": "batchNormTraining",
    "attrs": {
      "epsilon": 1e-05,
      "relu": true
    },
    "inputs": [
      {
        "shape": [2, 5, 5, 4],
        "float32": "P6yhvsWKKz+NUSQ/HRIeP9faYj3ssmC/ebXoPkp2H7+edgK/knA7v+tf4b4L0yK/sJLDvk5B9T6pdiQ/BSZNv/WQX78FJsY+j0+Pvkrbz77IUnQ/KGwev4CXFT8C3Qm/w8hbPsf8/L6TtJC+r+Mavyxmar45kB2/FSRVP4x2Iz74Bl+/VrXuvjhj0r72oTK+iZvSPtmMG78Kh8o9EBpJP/HmJr/wBVE+mfwiPs4X875QeKo9VuePvtzRRT/dLlM/cGBRv3XxDj4XRlQ/rVdBP2unRz4U4Q4/IRAlP93IaT5vQ0s/MefJPgaB677nDUo/t6CcPiPkJz8sMoG+SGImP72WWL9eXhM/eeljP4Yh1D5WQik/9Fxuv3b9IT5uuXG/9hxTPukSlr57BGi/vfg+P2cPer+pYw+/jAnPvnEmFT+UIB2/EgQpP3R9QD8ZYy+/9RNZvxRsVb83zI++CA0Wv5AnTL+1GGy+y7jpPg7QUr8MplG/jt5nP8NWKT92LqS+dANvv/XWHb+ShYg+KDRQP9kpkL70qTc/BYAgP98A7b7A3Ck+iHU5v+R2nr7e7JC+sUHPPlnHML8d6n09ccg9v9Wv1D2Z16W+Il1DvyR+T7/i5u29jpW9vvsBeb/FkpY9zSF5v8n49b3W8Ko8yIYRvJJOGb/VHfM+VugpPsWs4L60vnI/sVgHPDvhxL1HUzw+6vEsv4WYkz5/6XE++XxDv/owW7+VXQU/QUwBv1KNpL4FPHw/rIt2v+leWL3Ikj6+nTXOvoMGbj7lckk/rbDXvWP6gj69FR0/xGV6PlYjJz9KZFE/kXVyP5VAXT8ZHhA9R3e2vgOpoj42jBA/Wfxgv1fpOT+MLQA/6M7svoKRAz9nWEs/dYU0P7dAGr74yme+i8x6P6exhj1EHzY/clXyPuW3wL6i0kQ+7Rczv7TfUb/+12M+ECxyv/PR3T71eRy/6FsHv1agBr90+FG/6KxTPyZUhT4FlJY+wIo9v/HFzr6iHR0/4KL0vhI9ST5arVe/7IswvzyZCT8YcXY/4fYKPyt0/D4WnVA/WNa6PkFr3D4="
      },
      {
        "shape": [4],
        "float32": "/sPYPrxbMr9VycG+udgOPQ=="
      },
      {
        "shape": [4],
        "float32": "aAv2PtR/mT0yRO2+joA2vw=="
      }
    ],
    "outputs": [
      {
        "shape": [2, 5, 5, 4],
        "float32": "yfeoPgAAAAAAAAAAAAAAAD7pFD8ZwY8/AAAAAAAAAAAxVUs+0ZByPwAAAAAAAAAAJ/uRPgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC3e5g/fpBPPwAAAAAAAAAA+o0wPxwNKT8AAAAAAAAAAMUfxz40h04/AAAAAAAAAAAAAAAAeXAgPwAAAAAAAAAAbbNSP4wZTD8AAAAAAAAAAPz/0D0AAAAAAAAAAAAAAAD5vhk/64XOPgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGQkLT8AAAAAAAAAAAAAAAD6j4o/AAAAAAAAAAAAAAAAVWZAPwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAEX4/zP6XPwAAAAAAAAAArhUvPzz31T7THno+AAAAAAAAAABabj0/AAAAAAAAAAAmAwM+AAAAAAAAAAAAAAAAAAAAAAL0iD8AAAAAAAAAACp1XTvzVa8+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIfcTj8AAAAAAAAAAC/XtD4AAAAAAAAAAAAAAACHFyg/Ny1wPwAAAAAAAAAAlpBRP8S0ZT8AAAAAAAAAAANTHT9h/Og+pZ8UPgAAAADtQ+4+4M8CP3SVlD4AAAAAAAAAACM8Vj4AAAAAAAAAAMxfDT4AAAAAAAAAAAAAAAC48pc/R7tePQAAAAAAAAAASDiwPQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABZKps/Ju6cPwAAAAAAAAAAzsSKPgAAAAAAAAAAAAAAABq0Nz8AAAAAAAAAAAAAAADho4w/AAAAAAAAAAAAAAAAX96aPgAAAAAAAAAAAAAAAPGthD8AAAAAAAAAAAAAAAAWl4o/AAAAAAAAAAAAAAAAwq2aPwAAAAAAAAAAAAAAAK/qkz4AAAAAwiPPPQAAAAC86zE/5kqaPwAAAAAAAAAA5Q0+PmfcMj8ZEj0+AAAAAB+AOD8AAAAAqoAEPgAAAABR1XU/twMkPwAAAAAAAAAAw66cPQAAAAAAAAAAAAAAAGnjYD8AAAAAAAAAAAAAAAA="
      },
      {
        "shape": [4],
        "float32": "CQPAvUcYELzda+09ejK1vQ=="
      },
      {
        "shape": [4],
        "float32": "vJfHPunOqj7/Cpk++QKuPg=="
      }
    ],
    "dys": [
      {
        "shape": [2, 5, 5, 4],
        "float32": "TPKePlRlEr8Z+DY/9zd/v3HCJb9spCw/EssNPCh5Bb38KB8/5P1yvxuoFb/FhOM+BGQWvw2iDD6kL3K/0hcpv833eT+9FwU/ravwPqHL9r6QWau9ClJsPgYCGz/E31M/AM9pv9IwWL8mo5y+WbkoP5j/+D4Z2KU+UntUvborVD2mClW/iYlUP3YG8L5iLoI8Cei/vkH50L5tkMO9QXbSvuiMub6rbzK+Vb+0PjxxYz+qiYU+5Inivs/YGr/8OSW/+qF+PZUwLz/Ukvk+rOhsvwWip77pLzA/s/Jnv3OwZD9PW4q+FFRVvwMQRL/U7We/zEBSP9B/Mz+xoX09WG+xvn7Qoj6ezRE/E0gQPyZUAjv1mXu/C8+nPjeMLD7AIVw/nRHlvl0gAz8qBvg+0II3P1SJkj74B3o/vcsWv2jjsb5/Sdq9CZFivzxV7r7mw1m/qC87vvF0kD6//ya/WME8P6rBb7+MKjU/zfVvv6lofz+gaC6/IAVyvyWx2D6HE2q/J/dzvDLUm72f6WW/QrR+v7KVY7+JQAi/BuXLviTg/74KSzg9dfsYvqdw5L3kXb4+AF8QP/Z4ET+srFc+0yV7PyaPd7/I0vk++LBbvj4wUD/zY628yRZhv+//Yr8pIss+YQ4nPB9aY7996GA/aVM3v0BDM79AARS+0fo2v6Z2eb45Pbu+e7s0v7jtUz4e5dm+zGWJPmVEij74xCM/aeR3P7OlXT/inl8/tUBTPS2fMD84auW+Vml8vkT1Yz+xIxY/wnz7vuPpL76Xmmi/aKdOv9gwdD5v3eA+mDPVvgKLvz4beXU/ajApP6AFnTwUS0C/BJ+Uvv+2Zr9TpjE+hP9Sv1qgUj4J9Wm/sMTzvgZ8ET/xWem+uTjjPuqeuD3vGqu+psomP2O/gz5DxI6+VmaqPAa2MD9rlpy++3u1PuxFfT+21Uu/hFsNPUxoD71ra14/PPG/vFPxXT8kCny+bXS/PlaFJT9JyvI+EmwQP3nPar87BZK++kFvP7aJqL7npt6+tN0Qv1aLYb6OfTC/3LiLvGutPL+7sWq/dxddv+ZFDL4="
      },
      {
        "shape": [4],
        "float32": "IB3hPOZ60T1Ye6u+JBJavw=="
      },
      {
        "shape": [4],
        "float32": "Ld0CvvajJz5SmCy+oTELPw=="
      }
    ],
    "gradients": [
      {
        "shape": [2, 5, 5, 4],
        "float32": "8TmYPmEkCr1rGdm7yKHcutP4tL6UdyW/9/XQu1jI6rxwTwI/3IWlP+wYqrtnH+28SWSfvsRiEry3H9m7G0oFvZ6OtT3My0Q7QQ+xu/8hxLycJdQ8LVcUvriZ1rsjwNu8PMMIv7BnkT/38LC7pJnnvEkk1T4e6YO+JmLhu524Prz7irU990Fjv21eq7vy4Zq8Kc8tviHXHz93g8G7NkUBOy2aIb7w/No8vSHEu/9k0LwCU4Y+U5YfP6LI3rt6Zjk74C61PQzKDz17POG7/iKsOigpDL7uRp28wTnZuxVAJrwn9cy9y3AGO+08qbvakgY7cEQkPxmQAr3QQbK7jA+AuopftT286q+8xePjuy/vx7tANBW/R6BivusWxLtuBBK9yYNfvubOBr9nCq6+b7yROmNBtj28roa/MKeru9H7H7v8U3482OUEvR/h3buu3fW812K1PSg8N76uBLG7kzvkvC7xC7+2PkW/+AvRu7JCB721MLU9s7CDvX3z2bs977S82fa1Pe9kZj7lzMi76c8oO7cfBL+ITiO9jXPYu4NGzrwEB+09eaOnPiPGr7vRO668ogXvPnLpCr8k6b+7keL/vD3+Eb/pk/y+SzUTPvEaBr0sDpM9D7eUPx//Gz+6Z128IDu2Pc3skT/XH76708R6vD4uxr6tgQm85mzEuz38ybyDSim+QlpnP8wKubvJETa8uDiKPsuLgTzTese7hu0BvRlxtT2tjWu8Zkenu0AQtbzdnGK+D3XzPmLsurvP9Zy8At17vkzivDxFZt+77JCOvHqMfD42Qti8+dbHu5JTb7qctzs/tK6OvXzC4rvtEGu8KQnhvZKLRDyevtW7SjEMvdozZD7FeUC8mSCpu/TvgLuMTme+acgcvbSstrvPIaS8mToGP/kFNz3DHty70uSdu0oZDj/npuc8GB6Avg/vBr2+4+i+mI0JPnoJ0LtltOi8w7GSPQWfbL/qrSk+QCQ8O1H5BT+QtXY8a2nKvnzBw7wWh+C9To2BvyLBxbsL9Ai9aGGXvh9ah7ypCOe7FbJYu1XK1L4aGle9sBHNu91lvLs="
      },
      {
        "shape": [4],
        "float32": "tlervcHZUMAVBVs+AAAAAA=="
      },
      {
        "shape": [4],
        "float32": "VNPJwJfHCkDo5mM9AAAAAA=="
      }
    ]
  },
  {
    "name": "batchNormTraining: [9,7]",
    "op": "batchNormTraining",
    "attrs": {
      "epsilon": 1e-05,
      "relu": false
    },
    "inputs": [
      {
        "shape": [9, 7],
        "float32": "Wdd9PwlBMj/8ru49gqaRPs2oG7+iPMc+fgo0vySta79Si1I//81zP4rI1T0jqbc+MfwJP4Q0T7+h9CO/9u5NP8zkcz4ddEi/HRuovUeGdD+sSsE+AN5aP4aVfL/JVII+TbKcvq056b5hdUQ/tjd6P65wVT9h2aa9c7eaPVVvlD0V430/1CC/vXu+6b4Ntha/Ft8nP8X5eT5fo4G+LYpovhi0Wb8S6/0+l+5HvzA/jL6OUcU+6o8Fv5chdD1L1Jw+gSlmP2mtPb8GcGu8I/OzOyzsSD9uWni+EuLYPrdKUz5ODXO/smTvPmTh/r7fSoY+MqWLPk7My7vin2E/"
      },
      {
        "shape": [7],
        "float32": "UvsbP7JZnT7xbhQ/o6whP6UsGr9Tt9M+yByMPg=="
      },
      {
        "shape": [7],
        "float32": "6y4wPx8jnr7lqee+XvCnvekTab8h6Lk+kYhcvw=="
      }
    ],
    "outputs": [
      {
        "shape": [9, 7],
        "float32": "T93OP4nmgL2nPhW/t4u/PjNKzb3t2us+fXqevzjeFT4PpH87DDdFP3zv9j32ta+/dF0VPz4YpL9MMLk+P+24u+imxb7be5C/6uNKv7GpbD/Ri0q/XWzBP/RrdL94E7i+ax7qvhUdmr4gR0U/NgsLv2xWvz/fP/O+XD0mv/jumj24Lg3ABMyFPQ9rkb+OjM0+g+qsvWG6wL43BsS+UAcav5IVDr/0Aj6/CuKBPn67E788OBe+GMtCvwSier9NG8k+OVYTv6qlkT5SC+G+LUdDv/sOij8t0xS/fVD6PsOqXL/qYf49pZI8vvrzyb8mjq8+FTqhvxb8Cz6ONhW/"
      },
      {
        "shape": [7],
        "float32": "KNNcvqbNbT4k4kk+eswhvfPl9Tt1R4o+g5VUPg=="
      },
      {
        "shape": [7],
        "float32": "89wgP1QzrD5fSwM+4ApOPudbVj4aY4I+5D3gPg=="
      }
    ],
    "dys": [
      {
        "shape": [9, 7],
        "float32": "qU8FP0sPjz2yWEO/indsvX5taz7BvmS+6hxiP82qUz9Z+gG/1jJpPspR7b6W9Wq/Uzt5Pv1OEb6YJDQ/Z5lAPhGvoz2kRSW9kKh0PgoXk777dg6+f/1bvzwgqz58N2882eIFvxF5cj8/p1Y/bhoRP4eQTz+SSKq+6eZ3v5CpQL5JmJk+M3dXP3nXXj+hDEo/tfpwP72V7jvSNkU+D/tjP5xNRb7CK1G+Z00hv7VJk737Sjg/N3ETvq42cr4Aw4o+ei9uvlBTYL+vGxc/5FB9PyEzBb9E/Zk+sMZKP6DgaD8+HEi/uCgEv7Izfr9CpBE/uSdTv/mtc78iYMw8"
      },
      {
        "shape": [7],
        "float32": "euJUP4fJbD+6nn6/usAPP32ohD5eWwK+AKZVvw=="
      },
      {
        "shape": [7],
        "float32": "MCJJvxoTuz61+WI/+6VSv44dEb8pVJe+aZASPw=="
      }
    ],
    "gradients": [
      {
        "shape": [9, 7],
        "float32": "AVDlPVJSJD6yMJC/ph0XPhLU3D5gTrO+FwdvvRPPYT/D8QO+DjoFv2/7077cG4Y/TZz+u2LZAb+YhDU/9C1zPhjtvj2Z+mo+eGWJvTPEDb/JTWi+YR1pv37pnT1CfwO9B43zvh5kJ7+CcdY+nR1TPo0Twj6szh++sni0v+7DybxMBZK/8L8mPylEt7vOpkI/yuwdPwr9AL1VZwc/tWhKvz7/xjvpXGe+JLyNvkIbMr1fInQ/KlqOPbH42j6swZ09tD8SvvFa9L5bC68+ZAbsPyfVB7+dF3245wDyPiKNKj62RbG+idE4vunWQ7/J94M/GZ+AP5VtV7+p2yW9"
      },
      {
        "shape": [7],
        "float32": "ob15P/MRAr9fPDFAdHy9vkb9H8DT7Y4/xijHvw=="
      },
      {
        "shape": [7],
        "float32": "wgEBPzT+MT/Nei+/t3eWv3CZbT9xbKo/iWIiQA=="
      }
    ]
  },
  {
    "name": "batchNormTraining: [9,7], ReLU",
    "op": "batchNormTraining",
    "attrs": {
      "epsilon": 1e-05,
      "relu": true
    },
    "inputs": [
      {
        "shape": [9, 7],
        "float32": "9ALvvrtMvT5Hkia/9ardvSBYSb/7NuK+89Bjvz6mBD+vF2a/lfKavql1Yz/F3388n2B9PItRaT+z498900SQvql4RD6jwJc+SiPSPptFjL7ja7G9Ey8nP7RXjb2YMXm/xad+v6HsbT4QM40+RBlFPlWLHT9N/TU/WGZTv13JEr6osTw+15avvtCXaj8UmPe+p9P+vUK4v747eHk/Ftdpv7IsGb9xqHG/ElkJvw+GTL9z01W/GeM3PqxHCT/MMPK+OpU0vgmR4Trz5mU/x+cPv8cJtj41uko/1h00P/6Qxz6a2VG/QQWYvi0LID/ixEy/wcJiv708Gz8Llj0/"
      },
      {
        "shape": [7],
        "float32": "ddR/PRR8gT7oNYs9Evpzv9IJTz9wOia/q0LlPg=="
      },
      {
        "shape": [7],
        "float32": "YS92P/XQG78OSG+/rNk6vw5UPT8VbP88+2vWvQ=="
      }
    ],
    "outputs": [
      {
        "shape": [9, 7],
        "float32": "w1hpPwAAAAAAAAAAAAAAAAAAAABOYxM/AAAAAKetgz8AAAAAAAAAAAAAAAAoJlI/AAAAAL5X2z565no/AAAAAAAAAAAAAAAASKurP7GZrD4AAAAAvruFPwAAAAAAAAAAwqNgP7ihjT8AAAAAAAAAAOUohT8AAAAAAAAAAAAAAAC6hYU/nc7ePrEN3T4E1mg/AAAAAAAAAAAAAAAAAAAAANZYTD8AAAAAKDlnPwAAAAAAAAAAAAAAAIDkwD9Tvh4/AAAAADqfdz8AAAAAAAAAAAAAAADjA+w/AAAAADZmoD0ymF4/AAAAAAAAAAAceRU/AAAAAAAAAAAnpKA+"
      },
      {
        "shape": [7],
        "float32": "hiA6ve6JX71z59K+rYaTPTjUPL3ls3C96sjvPQ=="
      },
      {
        "shape": [7],
        "float32": "9QGNPpvVrT6ZLHo+69PMPs3WwD4XoVU+u+bjPg=="
      }
    ],
    "dys": [
      {
        "shape": [9, 7],
        "float32": "AuD4vXMNXT4BqoI9NrYmPxGGeD6tFhG/Dnifvkdpuj7Z2m8/7ZF0P9R0vL3uwFC/uMJuPRPvKb+3fho/Ze7Mvm9TSb7eoOk+K2ajvQ23pb6Y0yw/nWEXP4VMI79YLiC/405tP1bmCD9hs2m/SoOyvvNm9b3T4D2/uVFpv3WW0r0LM5m+ykH1vus4Uz353ns/O8TZvdyDTb8T5ze9fkYIPpN/8z4902K/pgoIP5mLED++aY2+LKNLPxJpdbt3joG96jxyv7zTgj6voxc/M4s4P5RT0b4sJTO/0XbaPk+c272YkbS+uTB4v3QP5r0ri1Y/9SAavwI+7z4ZenK/"
      },
      {
        "shape": [7],
        "float32": "Crs1vxbypz6d806/9b1Uv7RgLr+RQdk+Z6osPw=="
      },
      {
        "shape": [7],
        "float32": "HGh6P/mnUL+T1WQ/2R9kPeVA/b0dJxi/yUMnvg=="
      }
    ],
    "gradients": [
      {
        "shape": [9, 7],
        "float32": "h65cvrx/Jb2tigy+CUypPlUJ3rw4STI/X55JPYxZMT265kE++X6Lvfyhv75SJXC/qPvSvdsHA76rxz68zuuePVmy9jyxOjY97SnlPY/PtD777iw+XHLIPXj/Hz29ME6+5dLgvnuqYj9Etcu9E4JXPhnvtTv9TdG9IykwvrUCtj4UwmS+0bMSP0mvtD7s8LK9ixtJPb22qL32w96++xFZvSyYSb/goCg9bawbvmtgLz6lFjK+4CcCPqh4cz661aG8gz8fPnyimb12XQu+cBD1vW4BLjvglyC/n8C/vYDoKz4HTaG+h4mkPQrz7T0byeK+WvdBvet3wr3+6q++"
      },
      {
        "shape": [7],
        "float32": "2v8GPwAAAAAAAAAAf/8twCtaeL/NwNc+yijUvw=="
      },
      {
        "shape": [7],
        "float32": "shUvQAAAAAAAAAAAB+3hP7x9rr8eBXW/lFTVvw=="
      }
    ]
  }
];
